import {
  BadRequestException,
  Injectable,
  type ArgumentMetadata,
  type PipeTransform,
} from '@nestjs/common';

/** As `ParseIntPipe`, which also takes `0`, `-7`, and more digits than a number can hold. */
@Injectable()
export class PositiveIntPipe implements PipeTransform<unknown, number> {
  transform(value: unknown, { data = 'value' }: ArgumentMetadata): number {
    const number = Number(value);
    if (/^[1-9]\d*$/.test(String(value)) && Number.isSafeInteger(number)) return number;
    throw new BadRequestException(`${data} must be a positive integer`);
  }
}
