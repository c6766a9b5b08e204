import { describe, expect, it } from '@jest/globals';
import type { IncomingMessage } from 'node:http';
import { ApiError, connectionError, toDeployError } from './api-error.ts';
import type { ApiRequest } from './transport.ts';

const request: ApiRequest = {
  method: 'PATCH',
  path: '/apis/apps/v1/x',
  signal: new AbortController().signal,
};
const border = {
  server: new URL('https://cluster.example'),
  context: 'local',
  object: 'Deployment/todo/app',
};

function answer(code: number, body: object | string, headers: Record<string, string> = {}): ApiError {
  const response = { statusCode: code, statusMessage: 'Failed', headers } as unknown as IncomingMessage;
  return ApiError.of(request, response, typeof body === 'string' ? body : JSON.stringify(body));
}

const causes = (...list: readonly { reason?: string; message: string; field?: string }[]) => ({
  details: { causes: list },
});

describe('toDeployError', () => {
  it('names field and manager of a conflict', () => {
    const conflict = {
      reason: 'FieldManagerConflict',
      message: 'conflict with "kubectl-edit" using apps/v1',
      field: '.spec.replicas',
    };
    const error = toDeployError(
      answer(409, { message: 'Apply failed with 1 conflict', ...causes(conflict) }),
      border,
    );
    expect(error).toMatchObject({
      code: 'APPLY_CONFLICT',
      exitCode: 30,
      message: 'Deployment/todo/app: field .spec.replicas is owned by kubectl-edit; nothing was written',
    });
  });

  it('names every field of an invalid object once, without long values', () => {
    const first = { message: 'Required value', field: 'spec.image' };
    const second = { message: `Invalid value: "${'x'.repeat(200)}": too long`, field: 'spec.name' };
    const error = toDeployError(answer(422, { message: 'invalid', ...causes(first, second, first) }), {
      ...border,
      state: '1 of 2 changes was written',
    });
    expect(error).toMatchObject({
      code: 'OBJECT_REFUSED',
      exitCode: 31,
      message:
        'Deployment/todo/app: refused by the cluster: spec.image: Required value; spec.name: Invalid value: "…": too long; 1 of 2 changes was written',
    });
  });

  it.each([
    [422, causes({ message: 'field is immutable', field: 'spec.selector' }), 'FIELD_IMMUTABLE'],
    [
      422,
      {
        message: 'StatefulSet is invalid: updates to statefulset spec for fields other than x are forbidden',
      },
      'FIELD_IMMUTABLE',
    ],
    [
      500,
      { message: 'failed to create typed patch object: .spec.foo: field not declared in schema' },
      'OBJECT_REFUSED',
    ],
    [400, { message: 'admission webhook "policy" denied the request: no' }, 'OBJECT_REFUSED'],
    [403, { message: 'pods "x" is forbidden: violates PodSecurity "restricted:latest"' }, 'OBJECT_REFUSED'],
    [403, { message: 'services is forbidden: User "me" cannot list resource' }, 'FORBIDDEN'],
    [401, { message: 'Unauthorized' }, 'CREDENTIALS_REFUSED'],
    [500, { message: 'no idea' }, 'API_FAILED'],
    [404, 'page not found', 'API_FAILED'],
  ])('translates %d %j to %s', (code, body, expected) => {
    expect(toDeployError(answer(code, body), border)).toMatchObject({ code: expected });
  });

  it('names a namespace that is being deleted', () => {
    const message =
      'configmaps "a" is forbidden: unable to create new content in namespace todo because it is being terminated';
    expect(toDeployError(answer(403, { message }), border)).toMatchObject({
      code: 'NAMESPACE_TERMINATING',
      message: 'Namespace todo: is being deleted, so nothing can be created in it; nothing was written',
    });
  });

  it('names a webhook that does not answer', () => {
    const message =
      'Internal error occurred: failed calling webhook "policy.example": failed to call webhook: connection refused';
    expect(toDeployError(answer(500, { message }), border)).toMatchObject({
      code: 'WEBHOOK_UNAVAILABLE',
      message:
        'Deployment/todo/app: webhook policy.example, which must admit it, does not answer: failed to call webhook: connection refused; nothing was written',
    });
  });

  it.each(['ECONNREFUSED', 'REQUEST_TIMEOUT', 'SELF_SIGNED_CERT_IN_CHAIN'])(
    'calls a cluster that ends in %s unreachable',
    (code) => {
      const error = toDeployError(connectionError(code, 'no'), { ...border, seconds: 5 });
      expect(error).toMatchObject({
        code: 'CLUSTER_UNREACHABLE',
        message: 'Cluster https://cluster.example: no answer for 5 s (no)',
      });
    },
  );

  it('leaves a bug and a cancellation as they are', () => {
    const bug = new TypeError('bug');
    expect(toDeployError(bug, border)).toBe(bug);
    const abort = Object.assign(new Error('aborted'), { name: 'AbortError', code: 'ABORT_ERR' });
    expect(toDeployError(abort, border)).toBe(abort);
  });
});

describe('ApiError', () => {
  it('knows how long the server asks to wait, from its header or its status', () => {
    expect(ApiError.failureOf(answer(429, {}, { 'retry-after': '3' }))).toMatchObject({
      status: 429,
      retryAfterMs: 3000,
    });
    expect(ApiError.failureOf(answer(429, { details: { retryAfterSeconds: 2 } }))).toMatchObject({
      retryAfterMs: 2000,
    });
    expect(ApiError.failureOf(answer(429, {}))).not.toHaveProperty('retryAfterMs');
  });

  it('does not take a refusal of other fields for one of immutable ones', () => {
    const mixed = causes(
      { message: 'field is immutable', field: 'a' },
      { message: 'Required value', field: 'b' },
    );
    expect(toDeployError(answer(422, mixed), border)).toMatchObject({ code: 'OBJECT_REFUSED' });
  });
});
