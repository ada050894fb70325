// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.grpc;

import dev.cracservers.testkit.Gate;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.Marshaller;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.ServerServiceDefinition;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/** A service of texts that answers as the contracts want it. */
final class Texts {
  private static final Marshaller<String> TEXT =
      new Marshaller<>() {
        @Override
        public InputStream stream(String value) {
          return new ByteArrayInputStream(value.getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public String parse(InputStream stream) {
          try {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        }
      };

  /** Answers at once. */
  static final MethodDescriptor<String, String> QUICK = method("quick");

  /** Answers when the gate opens. */
  static final MethodDescriptor<String, String> GATED = method("gated");

  /** Answers after half a second. */
  static final MethodDescriptor<String, String> SLOW = method("slow");

  private Texts() {}

  static ServerServiceDefinition service(Gate gate) {
    return ServerServiceDefinition.builder("texts")
        .addMethod(QUICK, ServerCalls.asyncUnaryCall((in, out) -> answer(out, "quick")))
        .addMethod(
            GATED,
            ServerCalls.asyncUnaryCall(
                (in, out) -> {
                  CompletionStage<Void> unused = gate.arrive().thenRun(() -> answer(out, "gated"));
                }))
        .addMethod(
            SLOW,
            ServerCalls.asyncUnaryCall(
                (in, out) ->
                    CompletableFuture.delayedExecutor(500, TimeUnit.MILLISECONDS)
                        .execute(() -> answer(out, "slow"))))
        .build();
  }

  private static void answer(StreamObserver<String> out, String text) {
    out.onNext(text);
    out.onCompleted();
  }

  private static MethodDescriptor<String, String> method(String name) {
    return MethodDescriptor.newBuilder(TEXT, TEXT)
        .setType(MethodType.UNARY)
        .setFullMethodName(MethodDescriptor.generateFullMethodName("texts", name))
        .build();
  }
}
