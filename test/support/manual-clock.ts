export { ManualClock } from 'nestjs-registry/testing';
