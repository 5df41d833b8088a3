import { Registered, Worker, type OnStart, type OnStop } from 'nestjs-registry';
import type { Life, Mail } from '../model/life.js';
import { PlannedError } from '../planned.js';
import { JobsModel } from './models.js';

/** A worker that comes and goes at once, under a name that is never used again. */
@Worker({ registry: 'jobs', restart: 'temporary', idleTimeout: 100, logErrors: false })
@Registered((id: number) => ['job', id])
export class JobWorker implements OnStart, OnStop {
  #life!: Life;

  constructor(private readonly model: JobsModel) {}

  onStart(id: number): void {
    this.#life = this.model.starts(id, this);
    this.#life.runs();
  }

  onStop(): void {
    this.model.ended(this.#life);
  }

  work(mail: Mail): number {
    this.model.begins(this.#life, mail);
    this.#life.end();
    return mail.n;
  }

  crash(mail: Mail): never {
    this.work(mail);
    throw new PlannedError();
  }
}
