/** What one can ask the application at `url`, in a browser or pasted into a shell. */
export function whatToTry(url: string): string {
  return `
Open ${url} in a browser, in two tabs even. Or leave one of these open

  curl -N ${url}/live
  curl -N ${url}/users/events
  curl -N ${url}/rooms/lobby/presence
  curl -N ${url}/topics/user:7/stream

and try, in another terminal, what is registered before and after:

  curl ${url}/registry
  curl -X POST ${url}/users/7/visits
  curl ${url}/orders -H 'content-type: application/json' -d '{ "item": "book", "quantity": 2, "customer": 7 }'
  curl ${url}/orders -H 'content-type: application/json' -d '{ "item": "unicorn", "quantity": 1, "customer": 7 }'
  curl -X POST ${url}/users/7/crash
  curl ${url}/users
  curl ${url}/sessions -H 'content-type: application/json' -d '{ "user": "ann", "device": "phone", "kind": "sliding" }'
  curl '${url}/sessions?user=ann'
  curl -X DELETE '${url}/sessions?user=ann'
  curl ${url}/services -H 'content-type: application/json' -d '{ "type": "mailer", "region": "eu" }'
  curl ${url}/services/mailer/picks -H 'content-type: application/json' -d '{ "strategy": "random", "count": 10 }'
`;
}
