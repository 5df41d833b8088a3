import { Injectable } from '@nestjs/common';
import { ofType, Saga, UnhandledExceptionBus, type ICommand } from '@nestjs/cqrs';
import { getRegistryToken, type RegistryOf } from 'nestjs-registry';
import { config, map, type Observable } from 'rxjs';
import { startApp } from '../support/start-app.js';
import { turns } from '../support/turns.js';
import { Journal, Orders } from './shop.js';
import * as cqrs from './with-cqrs.js';
import * as registry from './with-registry.js';

const asked = ['asked the stock for 1', 'billed 1', 'asked the stock for 2', 'billed 2'];

it('cqrs reports it, and the saga is over', async () => {
  const seen: number[] = [];

  @Injectable()
  class Reviews {
    @Saga()
    review = (events: Observable<object>): Observable<ICommand> =>
      events.pipe(
        ofType(cqrs.OrderCreated),
        map(({ order: { id } }) => {
          seen.push(id);
          throw new Error('no reviewer');
        }),
      );
  }
  const { imports, providers = [] } = cqrs.shop();
  const app = await startApp({ imports, providers: [...providers, Reviews] });
  const reports: unknown[] = [];
  app.get(UnhandledExceptionBus).subscribe((report) => void reports.push(report));
  for (const id of [1, 2]) app.get(Orders).create({ id });
  expect(seen).toEqual([1]);
  expect(reports).toEqual([{ cause: 'review', exception: new Error('no reviewer') }]);
  await turns();
  expect(app.get(Journal).lines).toEqual([...asked, 'mailed 1', 'mailed 2']);
});

it('registry leaves it to RxJS, which ends the stream and reports what nobody catches', async () => {
  const seen: number[] = [];
  const app = await startApp(registry.shop());
  app
    .get<RegistryOf<'shop'>>(getRegistryToken('shop'))
    .messages('order:created')
    .pipe(
      map(({ id }) => {
        seen.push(id);
        throw new Error('no reviewer');
      }),
    )
    .subscribe();
  // What RxJS reports ends the process unless this is set.
  const reported = new Promise((resolve) => {
    config.onUnhandledError = resolve;
  });
  for (const id of [1, 2]) app.get(Orders).create({ id });
  expect(await reported).toEqual(new Error('no reviewer'));
  config.onUnhandledError = null;
  expect(seen).toEqual([1]);
  await turns();
  expect(app.get(Journal).lines).toEqual([...asked, 'mailed 1', 'mailed 2']);
});
