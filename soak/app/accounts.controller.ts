import { Controller, Param, ParseIntPipe, Post } from '@nestjs/common';
import { InjectSupervisor, RegistryError, type WorkerSupervisor } from 'nestjs-registry';
import { PlannedError } from '../planned.js';
import { AccountWorker } from './account.worker.js';
import { AccountsModel } from './models.js';

/** A message to an account, as one client sends them one after the other. */
@Controller('accounts')
export class AccountsController {
  constructor(
    @InjectSupervisor(AccountWorker)
    private readonly accounts: WorkerSupervisor<AccountWorker>,
    private readonly model: AccountsModel,
  ) {}

  @Post(':id/:client')
  async deposit(
    @Param('id', ParseIntPipe) id: number,
    @Param('client') client: string,
  ): Promise<{ n: number; answer: unknown }> {
    const mail = this.model.mail(client, id);
    return { n: mail.n, answer: await this.#answer(id, mail) };
  }

  async #answer(id: number, mail: ReturnType<AccountsModel['mail']>): Promise<unknown> {
    this.model.serving++;
    try {
      const ref = await this.accounts.getOrStart(id);
      const answer = await ref.call.slow(mail);
      this.model.answered(mail, answer);
      return answer;
    } catch (error) {
      if (error instanceof RegistryError) return error.code;
      if (error instanceof PlannedError) return 'PLANNED';
      throw error;
    } finally {
      this.model.serving--;
    }
  }
}
