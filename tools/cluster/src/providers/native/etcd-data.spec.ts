import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { discardUnusableEtcdData, etcdDir, markEtcdDataUsable } from './etcd-data.ts';
import { clusterLayout, type Layout } from './layout.ts';

describe('etcd data', () => {
  let folder: string;
  let layout: Layout;
  let file: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'etcd-'));
    layout = clusterLayout(folder, 'spec');
    file = join(etcdDir(layout), 'member/snap/db');
    mkdirSync(join(file, '..'), { recursive: true });
    writeFileSync(file, 'data');
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('is thrown away when etcd never answered', () => {
    discardUnusableEtcdData(layout);
    expect(existsSync(etcdDir(layout))).toBe(false);
    discardUnusableEtcdData(layout);
  });

  it('is kept once it did', () => {
    markEtcdDataUsable(layout);
    discardUnusableEtcdData(layout);
    expect(existsSync(file)).toBe(true);
  });
});
