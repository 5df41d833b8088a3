import { SITES_OF_NEST } from './all-sites.js';
import { describeSites } from './describe-sites.js';

describeSites(SITES_OF_NEST);
