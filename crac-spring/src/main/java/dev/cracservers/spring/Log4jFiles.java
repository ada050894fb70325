// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.spring;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.apache.logging.log4j.core.Appender;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.AbstractOutputStreamAppender;
import org.apache.logging.log4j.core.appender.FileManager;
import org.apache.logging.log4j.core.appender.OutputStreamManager;
import org.apache.logging.log4j.core.appender.rolling.RollingFileManager;
import org.jspecify.annotations.Nullable;

/**
 * The log files of Log4j 2: those of {@code File} and {@code RollingFile}. Others, and those that
 * are locked, write to a file of a kind of their own and keep it.
 *
 * <p>Nobody but a subclass may change what a manager writes to. Source: {@code OutputStreamManager}
 * of Log4j 2.25.
 */
final class Log4jFiles implements LogFiles.Make {
  private final Supplier<?> context;

  /**
   * Of a context of Log4j.
   *
   * @param context asked each time; another library may answer for Log4j
   */
  Log4jFiles(Supplier<?> context) {
    this.context = context;
  }

  @Override
  public List<LogFiles.Opened> opened() {
    List<LogFiles.Opened> opened = new ArrayList<>();
    if (!(context.get() instanceof LoggerContext log4j)) {
      return opened;
    }
    for (Appender appender : log4j.getConfiguration().getAppenders().values()) {
      if (appender instanceof AbstractOutputStreamAppender<?> writing
          && writing.getManager() instanceof FileManager manager
          && (manager.getClass() == FileManager.class
              || manager.getClass() == RollingFileManager.class)
          && !manager.isLocking()) {
        opened.add(new Opened(manager, new HeldLines(manager.getFileName())));
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
          "what the log "
              + manager.getName()
              + " is written to cannot be changed with this version of Log4j",
          e);
    }
  }

  private record Opened(FileManager manager, HeldLines lines) implements LogFiles.Opened {
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
