import { describe, expect, it } from '@jest/globals';
import { failedConnection } from './failed-connection.ts';

describe('failedConnection', () => {
  it.each([
    ['Error: connect ECONNREFUSED 10.96.0.5:5432', '10.96.0.5', 5432],
    ['Error: connect ECONNREFUSED fd00::5:5432', 'fd00::5', 5432],
    ['  ECONNREFUSED database:5432', 'database', 5432],
    ['connect ETIMEDOUT 10.96.0.5:5432', '10.96.0.5', 5432],
    ['Error: getaddrinfo ENOTFOUND database', 'database', undefined],
    ['getaddrinfo EAI_AGAIN database.todo.svc.cluster.local', 'database.todo.svc.cluster.local', undefined],
    ['dial tcp 10.96.0.5:6379: connect: connection refused', '10.96.0.5', 6379],
    ['dial tcp: lookup database on 10.96.0.10:53: no such host', 'database', undefined],
    [
      'psql: error: connection to server at "database" (10.96.0.5), port 5432 failed: refused',
      'database',
      5432,
    ],
    ['could not translate host name "database" to address: Name or service not known', 'database', undefined],
    ['PSQLException: Connection to database:5432 refused. Check that', 'database', 5432],
    ["Can't connect to MySQL server on 'database:3306' (111)", 'database', 3306],
    ['{"level":50,"code":"DATABASE_UNAVAILABLE","msg":"connection refused"}', undefined, undefined],
    ['database  connection refused; waiting since 5 s of 60 s', undefined, undefined],
  ])('reads %s', (line, host, port) => {
    const found = failedConnection(['started', line, '    at TCPConnectWrap.afterConnect']);
    expect([found?.host, found?.port]).toEqual([host, port]);
    expect(line).toContain(found?.said);
  });

  it('takes the last of several', () => {
    expect(failedConnection(['connect ECONNREFUSED one:1', 'connect ECONNREFUSED two:2'])?.host).toBe('two');
  });

  it.each([
    'TypeError: x is not a function',
    'connect ECONNREFUSED 127.0.0.1:5432',
    'connect ECONNREFUSED ::1:5432',
    'read ECONNRESET',
  ])('finds none in %s', (line) => {
    expect(failedConnection([line])).toBeUndefined();
  });
});
