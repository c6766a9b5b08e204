/**
 * The program that holds a pod's namespaces open. It is so small that it is written here instruction by instruction: no
 * compiler is needed to start a cluster, and nobody has to trust a binary. It ignores SIGCHLD, so that the kernel reaps
 * the orphans it inherits as process 1; it blocks SIGINT and SIGTERM, waits for one of them, and ends with 0.
 */
export function pauseProgram(architecture: PauseArchitecture): Buffer {
  const { machine, code } = targets[architecture];
  return elfExecutable(machine, code);
}

export type PauseArchitecture = 'x64' | 'arm64';

const headerBytes = 64;
const segmentBytes = 56;
const loadAddress = 0x40_0000;
const codeOffset = headerBytes + segmentBytes;
/** Signal sets are bit masks with signal N at bit N-1: SIGINT is 2, SIGTERM 15. */
const signalSet = (1 << 1) | (1 << 14);
const sigChld = 17;

/**
 * Registers and call numbers: https://git.kernel.org/pub/scm/linux/kernel/git/torvalds/linux.git,
 * arch/x86/entry/syscalls/syscall_64.tbl. The stack holds the structures: `struct sigaction` with SIG_IGN (1) as its
 * handler and zeros, or the signal set.
 */
const x64 = [
  [0x48, 0x83, 0xec, 0x40], // sub rsp, 64
  [0x31, 0xc0], // xor eax, eax
  [0x48, 0x89, 0x44, 0x24, 0x08], // mov [rsp+8], rax: no flags
  [0x48, 0x89, 0x44, 0x24, 0x10], // mov [rsp+16], rax: no restorer
  [0x48, 0x89, 0x44, 0x24, 0x18], // mov [rsp+24], rax: empty mask
  [0xff, 0xc0], // inc eax
  [0x48, 0x89, 0x04, 0x24], // mov [rsp], rax: SIG_IGN
  [0xbf, ...word(sigChld)], // mov edi, SIGCHLD
  [0x48, 0x89, 0xe6], // mov rsi, rsp
  [0x31, 0xd2], // xor edx, edx
  [0x41, 0xba, ...word(8)], // mov r10d, 8: bytes of a signal set
  [0xb8, ...word(13)], // mov eax, rt_sigaction
  [0x0f, 0x05], // syscall
  [0x48, 0xc7, 0x04, 0x24, ...word(signalSet)], // mov qword [rsp], signal set
  [0x31, 0xff], // xor edi, edi: SIG_BLOCK
  [0x48, 0x89, 0xe6], // mov rsi, rsp
  [0x31, 0xd2], // xor edx, edx
  [0x41, 0xba, ...word(8)], // mov r10d, 8
  [0xb8, ...word(14)], // mov eax, rt_sigprocmask
  [0x0f, 0x05], // syscall
  // wait:
  [0x48, 0x89, 0xe7], // mov rdi, rsp
  [0x31, 0xf6], // xor esi, esi: no information wanted
  [0x31, 0xd2], // xor edx, edx: no timeout
  [0x41, 0xba, ...word(8)], // mov r10d, 8
  [0xb8, ...word(128)], // mov eax, rt_sigtimedwait
  [0x0f, 0x05], // syscall
  [0x85, 0xc0], // test eax, eax
  [0x78, 0xe8], // js wait: interrupted
  [0x31, 0xff], // xor edi, edi
  [0xb8, ...word(231)], // mov eax, exit_group
  [0x0f, 0x05], // syscall
].flat();

/** The same for AArch64, whose calls are numbered in include/uapi/asm-generic/unistd.h. */
const arm64 = [
  0xd101_03ff, // sub sp, sp, #64
  0xd280_0020, // mov x0, #1: SIG_IGN
  0xa900_7fe0, // stp x0, xzr, [sp]: handler, flags
  0xa901_7fff, // stp xzr, xzr, [sp, #16]: restorer, mask
  0xd280_0000 | (sigChld << 5), // mov x0, #SIGCHLD
  0x9100_03e1, // mov x1, sp
  0xd280_0002, // mov x2, #0
  0xd280_0103, // mov x3, #8
  0xd280_10c8, // mov x8, #134: rt_sigaction
  0xd400_0001, // svc #0
  0xd280_0000 | (signalSet << 5), // mov x0, #signal set
  0xf900_03e0, // str x0, [sp]
  0xd280_0000, // mov x0, #0: SIG_BLOCK
  0x9100_03e1, // mov x1, sp
  0xd280_0002, // mov x2, #0
  0xd280_0103, // mov x3, #8
  0xd280_10e8, // mov x8, #135: rt_sigprocmask
  0xd400_0001, // svc #0
  // wait:
  0x9100_03e0, // mov x0, sp
  0xd280_0001, // mov x1, #0: no information wanted
  0xd280_0002, // mov x2, #0: no timeout
  0xd280_0103, // mov x3, #8
  0xd280_1128, // mov x8, #137: rt_sigtimedwait
  0xd400_0001, // svc #0
  0xb7ff_ff40, // tbnz x0, #63, wait: interrupted
  0xd280_0000, // mov x0, #0
  0xd280_0bc8, // mov x8, #94: exit_group
  0xd400_0001, // svc #0
].flatMap((instruction) => word(instruction));

/** `machine` is e_machine of elf(5). */
const targets = {
  x64: { machine: 62, code: x64 },
  arm64: { machine: 183, code: arm64 },
} as const;

/** A static executable with one readable and executable segment, elf(5). */
function elfExecutable(machine: number, code: readonly number[]): Buffer {
  const size = codeOffset + code.length;
  const file = Buffer.alloc(size);
  file.write('\x7fELF', 'latin1');
  file.set([2, 1, 1], 4); // 64 bits, little endian, version 1
  file.writeUInt16LE(2, 16); // an executable
  file.writeUInt16LE(machine, 18);
  file.writeUInt32LE(1, 20);
  file.writeBigUInt64LE(BigInt(loadAddress + codeOffset), 24); // entry point
  file.writeBigUInt64LE(BigInt(headerBytes), 32); // where the segments are listed
  file.writeUInt16LE(headerBytes, 52);
  file.writeUInt16LE(segmentBytes, 54);
  file.writeUInt16LE(1, 56); // one segment
  file.writeUInt32LE(1, headerBytes); // to be loaded
  file.writeUInt32LE(0b101, headerBytes + 4); // readable, executable
  file.writeBigUInt64LE(BigInt(loadAddress), headerBytes + 16);
  file.writeBigUInt64LE(BigInt(loadAddress), headerBytes + 24);
  file.writeBigUInt64LE(BigInt(size), headerBytes + 32);
  file.writeBigUInt64LE(BigInt(size), headerBytes + 40);
  file.writeBigUInt64LE(0x1000n, headerBytes + 48); // alignment: a page
  file.set(code, codeOffset);
  return file;
}

/** Four bytes, little endian. */
function word(value: number): number[] {
  return [value & 0xff, (value >>> 8) & 0xff, (value >>> 16) & 0xff, (value >>> 24) & 0xff];
}
