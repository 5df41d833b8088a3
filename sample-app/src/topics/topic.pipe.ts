import { Injectable, NotFoundException, type PipeTransform } from '@nestjs/common';
import type { TopicOf, TypesOf } from 'nestjs-registry';

export type StreamedTopic = TopicOf<TypesOf<'events'>>;

/** Names of topics that anybody may listen to. `user:<id>` is one for each user. */
const PUBLIC = ['order:created'] as const satisfies readonly StreamedTopic[];
const USER = /^user:([1-9]\d{0,14})$/;

/** From a topic's name in a URL to the topic. */
@Injectable()
export class TopicPipe implements PipeTransform<string, StreamedTopic> {
  transform(name: string): StreamedTopic {
    const user = USER.exec(name)?.[1];
    if (user !== undefined) return ['user', Number(user), 'notified'];
    const topic = PUBLIC.find((known) => known === name);
    if (topic !== undefined) return topic;
    const known = [...PUBLIC, 'user:<id>'].join(', ');
    throw new NotFoundException(`There is no topic '${name}' to stream. There are: ${known}`);
  }
}
