import { WorkerTerminatedError, type Registry, type WorkerSupervisor } from 'nestjs-registry';
import type { JobWorker } from '../../app/job.worker.js';
import type { JobsModel } from '../../app/models.js';
import type { Checks } from '../../checks.js';
import { PlannedError } from '../../planned.js';
import type { Random } from '../../random.js';
import type { Tally } from '../../tally.js';

export interface JobsParts {
  readonly supervisor: WorkerSupervisor<JobWorker>;
  readonly registry: Registry;
  readonly model: JobsModel;
  readonly random: Random;
  readonly checks: Checks;
  readonly tally: Tally;
}

/** Starts workers that live for some messages, and end in one of the ways there are. */
export class JobsLoad {
  readonly #parts: JobsParts;
  readonly #underWay = new Set<Promise<void>>();
  #jobs = 0;

  constructor(parts: JobsParts) {
    this.#parts = parts;
    parts.supervisor.events.subscribe((event) => {
      parts.model.happened(event);
    });
  }

  step(): void {
    const job: Promise<void> = this.#run(++this.#jobs).finally(() => this.#underWay.delete(job));
    this.#underWay.add(job);
  }

  compare(): void {
    this.#parts.model.compare(this.#parts.registry);
  }

  async abandoned(): Promise<void> {
    await Promise.all(this.#underWay);
  }

  async end(): Promise<void> {
    const { supervisor, registry, model, checks } = this.#parts;
    await this.abandoned();
    await Promise.all(supervisor.children().map(({ key }) => supervisor.stop(key)));
    model.end();
    checks.equal('nothing is left', [registry.size, supervisor.count()], [0, 0], 'jobs');
  }

  async #run(id: number): Promise<void> {
    const { supervisor, model, random, tally, checks } = this.#parts;
    tally.add('job: start');
    const ref = await supervisor.start(id);
    for (let left = random.below(4); left > 0; left--) {
      const mail = model.mail('load', id);
      model.answered(mail, await ref.call.work(mail));
    }
    const end = random.next();
    if (end < 0.6) {
      checks.equal('answers are right', await supervisor.stop(['job', id]), true, `stop of ${id}`);
    } else if (end < 0.8) {
      ref.cast.crash(model.mail('load', id, true));
      model.accepted();
      checks.equal('answers are right', ref.status, 'stopped', `crash of ${id}`);
    } else if (end < 0.9) {
      this.#terminate(id);
    }
    // The others idle until their time is up.
    if (end >= 0.9) return;
    const mail = model.mail('load', id);
    const late = await ref.call.work(mail).catch((error: unknown) => error);
    const refused = late instanceof WorkerTerminatedError;
    checks.that('what has ended stays ended', refused, `job ${id}`, () => ['refused', late]);
  }

  #terminate(id: number): void {
    const { supervisor, registry, checks } = this.#parts;
    registry.whereis(['job', id])!.terminate(new PlannedError());
    const found = registry.get(['job', id]);
    checks.equal('what has ended stays ended', found, undefined, `job ${id}`);
    checks.equal('answers are right', supervisor.via(['job', id]).status, 'stopped', `job ${id}`);
  }
}
