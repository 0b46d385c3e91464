package dev.coffer.agent.volume.fuse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.agent.volume.TestVolume;
import dev.coffer.crypto.block.v1.BlockSuite;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.TestInstance;

/** Programs on a volume that ask for more than its daemon has, or for what no volume does. */
@Tag("engine")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class HostileProgramsTest {
  private static final int FEW_DESCRIPTORS = 256;

  @SuppressWarnings("NullAway.Init")
  private TestVolume volume;

  @SuppressWarnings("NullAway.Init")
  private Path here;

  @BeforeAll
  void mount() throws IOException {
    volume = new TestVolume(BlockSuite.GENERAL_CIPHER);
    Descriptors.mount(volume, FEW_DESCRIPTORS);
  }

  @AfterAll
  void unmount() throws IOException {
    volume.volume().unmount();
    assertThat(volume.volume().check(volume.dek())).isEmpty();
    volume.close();
  }

  @BeforeEach
  void enter(TestInfo test) throws IOException {
    here = volume.mountPoint().resolve(test.getTestMethod().orElseThrow().getName());
    Files.createDirectory(here);
  }

  private void python(String script) throws IOException {
    TestVolume.run("python3", "-c", "import os, sys; os.chdir(sys.argv[1])\n" + script, "" + here);
  }

  @Test
  void aThousandOpenDirectoriesLeaveRoomForFiles() throws IOException {
    python(
        """
        for i in range(1000): os.mkdir(f'd{i}'); open(f'd{i}/f', 'w').close()
        opened = [os.open(f'd{i}', os.O_RDONLY) for i in range(1000)]
        assert all(os.listdir(fd) == ['f'] for fd in opened)
        open('file', 'w').write('x')
        os.fsync(opened[7])
        """);
  }

  @Test
  void aDirectoryIsListedWholeWhileItIsEmptied() throws IOException {
    python(
        """
        for i in range(2000): open(f'f{i}', 'w').close()
        seen = set()
        for entry in os.scandir('.'):
            seen.add(entry.name)
            os.unlink(entry.name)
        assert len(seen) == 2000 and os.listdir('.') == []
        """);
  }

  @Test
  void renamesThatFailLeaveNothingInTheSeal() throws IOException {
    python(
        """
        os.mkdir('moved')
        for i in range(150):
            os.makedirs(f'full{i}/x')
            try: os.rename('moved', f'full{i}')
            except OSError as e: assert e.errno == 39, e
            else: raise AssertionError('replaced a directory that is not empty')
        os.rename('moved', 'at-last')
        """);
  }

  @Test
  void aTreeIsAsDeepAsAProgramLikes() throws IOException {
    python(
        """
        top = os.open('.', os.O_RDONLY)
        for i in range(2500): os.mkdir('d'); os.chdir('d')
        open('f', 'w').write('deep')
        os.sync()
        bottom = os.open('.', os.O_RDONLY)
        os.chdir(top)
        for i in range(300): os.mkdir(f'other{i}'); open(f'other{i}/f', 'w').close()
        os.chdir(bottom)
        os.posix_fadvise(os.open('f', os.O_RDONLY), 0, 0, os.POSIX_FADV_DONTNEED)
        assert open('f').read() == 'deep'
        open('g', 'w').close()
        """);
  }

  @Test
  void whatNoVolumeDoesIsRefusedByName() throws IOException {
    python(
        """
        import ctypes, errno, fcntl
        libc = ctypes.CDLL(None, use_errno=True)
        def fails(call, *expected):
            try: call()
            except OSError as e: assert e.errno in expected, e
            else: raise AssertionError(expected)
        fd = os.open('f', os.O_RDWR | os.O_CREAT); os.write(fd, b'x' * 10000)
        def fallocate(mode, offset, length):
            if libc.fallocate(fd, mode, ctypes.c_long(offset), ctypes.c_long(length)) != 0:
                raise OSError(ctypes.get_errno(), 'fallocate')
        fallocate(3, 0, 1 << 62)
        assert os.pread(fd, 10000, 0) == bytes(10000)
        fails(lambda: fallocate(0, 0, 1 << 62), errno.EFBIG)
        for mode in (8, 0x20, 0x40, 0x80): fails(lambda: fallocate(mode, 0, 8192), errno.EOPNOTSUPP)
        def rename(flags):
            if libc.renameat2(-100, b'f', -100, b'g', flags) != 0:
                raise OSError(ctypes.get_errno(), 'rename')
        fails(lambda: rename(4), errno.EINVAL)
        fails(lambda: os.open('.', os.O_TMPFILE | os.O_RDWR), errno.EOPNOTSUPP, errno.EISDIR)
        fails(lambda: os.ftruncate(fd, 1 << 62), errno.EFBIG)
        direct = os.open('f', os.O_RDWR | os.O_DIRECT)
        fails(lambda: os.pwrite(direct, b'x', 1 << 62), errno.EFBIG)
        assert os.fstat(fd).st_size == 10000
        fails(lambda: os.setxattr('f', 'user.big', bytes(65536)), errno.ENOSPC, errno.E2BIG)
        fails(lambda: os.setxattr('f', 'user.' + 'n' * 250, b'x'), errno.ERANGE, errno.ENAMETOOLONG)
        fails(lambda: open('n' * 256, 'w'), errno.ENAMETOOLONG)
        fails(lambda: os.symlink('t' * 4096, 'link'), errno.ENAMETOOLONG)
        os.symlink('t' * 4095, 'link'); assert len(os.readlink('link')) == 4095
        ends = os.lseek(fd, 0, os.SEEK_DATA), os.lseek(fd, 0, os.SEEK_HOLE)
        assert ends == (0, 10000), ends
        fails(lambda: os.lseek(fd, 10000, os.SEEK_DATA), errno.ENXIO)
        os.lseek(fd, 0, os.SEEK_SET)
        other = os.open('copy', os.O_RDWR | os.O_CREAT)
        try: assert os.copy_file_range(fd, other, 10000) > 0
        except OSError as e: assert e.errno in (errno.EXDEV, errno.EOPNOTSUPP), e
        fails(lambda: fcntl.ioctl(fd, 0x5401), errno.ENOTTY)
        """);
  }
}
