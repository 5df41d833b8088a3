import {
  BadRequestException,
  Injectable,
  type ArgumentMetadata,
  type PipeTransform,
} from '@nestjs/common';

/** As `ParseIntPipe`, which lets `0`, `-7` and more digits than a number can hold pass. */
@Injectable()
export class PositiveIntPipe implements PipeTransform<unknown, number> {
  transform(value: unknown, { data = 'value' }: ArgumentMetadata): number {
    const number = Number(value);
    if (!Number.isSafeInteger(number) || number < 1)
      throw new BadRequestException(`${data} must be a positive integer`);
    return number;
  }
}
