import { WorkersModel } from '../model/workers.js';

/** The model of the accounts, as a token of injection. */
export class AccountsModel extends WorkersModel {
  /** How many requests are being served that ask an account; whoever made one may have gone. */
  serving = 0;
}

/** The model of the jobs. */
export class JobsModel extends WorkersModel {}
