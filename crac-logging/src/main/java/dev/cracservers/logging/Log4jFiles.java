// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.logging;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.Appender;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.AbstractOutputStreamAppender;
import org.apache.logging.log4j.core.appender.FileManager;
import org.apache.logging.log4j.core.appender.OutputStreamManager;
import org.apache.logging.log4j.core.appender.rolling.RollingFileManager;
import org.jspecify.annotations.Nullable;

/**
 * The log files of Log4j 2 behind {@code File} and {@code RollingFile} appenders. Other appenders,
 * and those that lock, write to a file of a kind of their own and keep it.
 *
 * <p>Only a subclass of a manager may change its stream, so this class reaches into {@code
 * OutputStreamManager} of Log4j 2.25.
 */
final class Log4jFiles implements LogFileResource.Library {
  private final Supplier<?> context;

  /**
   * @param context asked each time; another library may answer for Log4j
   */
  Log4jFiles(Supplier<?> context) {
    this.context = context;
  }

  /** Returns the files of the context that this process logs to. */
  static Log4jFiles ofThisProcess() {
    return new Log4jFiles(() -> LogManager.getContext(false));
  }

  @Override
  public List<LogFileResource.Opened> opened() {
    List<LogFileResource.Opened> opened = new ArrayList<>();
    if (!(context.get() instanceof LoggerContext log4j)) {
      return opened;
    }
    for (Appender appender : log4j.getConfiguration().getAppenders().values()) {
      if (appender instanceof AbstractOutputStreamAppender<?> writing
          && writing.getManager() instanceof FileManager manager
          && (manager.getClass() == FileManager.class
              || manager.getClass() == RollingFileManager.class)
          && !manager.isLocking()) {
        opened.add(new Opened(manager, new BufferedLines(manager.getFileName())));
      }
    }
    return opened;
  }

  private static Object call(
      OutputStreamManager manager, String name, Class<?>[] types, @Nullable Object... arguments)
      throws IOException {
    try {
      Method method = OutputStreamManager.class.getDeclaredMethod(name, types);
      method.setAccessible(true);
      return method.invoke(manager, arguments);
    } catch (ReflectiveOperationException | RuntimeException e) {
      throw new IOException(
          "the stream of the log "
              + manager.getName()
              + " cannot be changed with this version of Log4j; 2.25 is known to work",
          e);
    }
  }

  private record Opened(FileManager manager, BufferedLines lines)
      implements LogFileResource.Opened {
    @Override
    public void close() throws IOException {
      synchronized (manager) {
        call(manager, "closeOutputStream", new Class<?>[0]);
        set(lines);
      }
    }

    @Override
    public void reopen() throws IOException {
      synchronized (manager) {
        if (call(manager, "getOutputStream", new Class<?>[0]) == lines) {
          manager.flush();
          lines.close();
          set(new FileOutputStream(manager.getFileName(), true));
        }
      }
    }

    private void set(OutputStream stream) throws IOException {
      call(manager, "setOutputStream", new Class<?>[] {OutputStream.class}, stream);
    }

    @Override
    public String toString() {
      return manager.getFileName();
    }
  }
}
