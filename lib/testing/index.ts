export { ManualClock } from './manual-clock.js';
export { recordMessages, type MessageRecorder, type RecordedMessage } from './message-recorder.js';
