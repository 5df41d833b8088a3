import { Controller, Param, Sse, type MessageEvent } from '@nestjs/common';
import { InjectRegistry, type RegistryOf } from 'nestjs-registry';
import { map, type Observable } from 'rxjs';
import { TopicPipe, type StreamedTopic } from './topic.pipe.js';

@Controller('topics')
export class TopicsController {
  constructor(@InjectRegistry('events') private readonly events: RegistryOf<'events'>) {}

  /** The client is subscribed while it is connected, and the stream ends when the application shuts down. */
  @Sse(':topic/stream')
  stream(@Param('topic', TopicPipe) topic: StreamedTopic): Observable<MessageEvent> {
    return this.events.messages(topic).pipe(map((data) => ({ data })));
  }
}
