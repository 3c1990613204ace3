// Errors of the HTTP API, with Toxiproxy's own texts and statuses.

export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

export const badRequestBody = (detail: string): ApiError => new ApiError(400, `bad request body: ${detail}`);
export const missingField = (field: string): ApiError => new ApiError(400, `missing required field: ${field}`);
export const invalidStream = (): ApiError =>
  new ApiError(400, 'stream was invalid, can be either upstream or downstream');
export const invalidToxicType = (): ApiError => new ApiError(400, 'invalid toxic type');
/** Ours: Toxiproxy accepts such a toxic, and some end its whole process. */
export const invalidAttributes = (type: string, reason: string): ApiError =>
  new ApiError(400, `invalid attributes of ${type}: ${reason}`);
export const proxyNotFound = (): ApiError => new ApiError(404, 'proxy not found');
export const proxyAlreadyExists = (): ApiError => new ApiError(409, 'proxy already exists');
export const toxicNotFound = (): ApiError => new ApiError(404, 'toxic not found');
export const toxicAlreadyExists = (): ApiError => new ApiError(409, 'toxic already exists');
export const networkError = (text: string): ApiError => new ApiError(500, text);
export const beingStopped = (): ApiError => new ApiError(503, 'this Toxiproxy is being stopped');
