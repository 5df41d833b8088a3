import { SITES_WITHOUT_NEST } from './all-sites.js';
import { describeSites } from './describe-sites.js';

describeSites(SITES_WITHOUT_NEST);
