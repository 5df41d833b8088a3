import { html, type TemplateResult } from 'lit-html';
import type { Picks } from '../src/live/live-event.js';
import { bar } from './bar.js';
import type { Instances } from './instances.js';
import { shortId } from './short-id.js';

/** How the last picks fell to the instances; one that is gone since is said to be. */
export function picksChart(
  { type, strategy, counts }: Picks,
  instances: Instances,
): TemplateResult {
  const most = Math.max(1, ...Object.values(counts));
  return html`<div class="table">
    <table class="picks">
      <caption>
        The last picks of ${type}: ${strategy}
      </caption>
      <thead>
        <tr>
          <th scope="col">Instance</th>
          <th scope="col"><span class="unseen">Share</span></th>
          <th scope="col" class="number">Picks</th>
        </tr>
      </thead>
      <tbody>
        ${Object.entries(counts).map(
          ([id, count]) =>
            html`<tr data-picked=${id}>
              <th scope="row">${shortId(id)}${instances.has(id) ? '' : ' (gone)'}</th>
              <td class="chart">${bar(count / most)}</td>
              <td class="number">${count}</td>
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}
