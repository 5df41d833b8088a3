import { Catch, HttpException, HttpStatus, type ArgumentsHost } from '@nestjs/common';
import { BaseExceptionFilter } from '@nestjs/core';
import { RegistryError } from 'nestjs-registry';

/** What a client is told of an error of the library. Its own message tells the developer how to mend it. */
const ANSWERS: Readonly<Record<string, readonly [status: HttpStatus, message: string]>> = {
  WORKER_NOT_FOUND: [HttpStatus.NOT_FOUND, 'Nobody of that name is there'],
  WORKER_TERMINATED: [HttpStatus.SERVICE_UNAVAILABLE, 'Ended meanwhile, try again'],
  CALL_TIMEOUT: [HttpStatus.GATEWAY_TIMEOUT, 'No answer in time'],
  NOT_SLIDING: [HttpStatus.CONFLICT, 'What has a fixed time cannot be prolonged'],
  MAILBOX_FULL: [HttpStatus.SERVICE_UNAVAILABLE, 'Too busy, try later'],
};

/** The one place where errors of the library become HTTP answers. An error that is not listed is a defect: 500, and logged. */
@Catch(RegistryError)
export class RegistryErrorFilter extends BaseExceptionFilter {
  override catch(error: RegistryError, host: ArgumentsHost): void {
    super.catch(answerTo(error), host);
  }
}

function answerTo(error: RegistryError): Error {
  const answer = ANSWERS[error.code];
  if (answer === undefined) return error;
  const [statusCode, message] = answer;
  const body = { statusCode, error: error.code, message };
  return new HttpException(body, statusCode, { cause: error });
}
