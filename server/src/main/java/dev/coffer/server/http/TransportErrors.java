package dev.coffer.server.http;

import dev.coffer.server.failure.Failure;
import dev.coffer.server.failure.Language;
import java.util.function.Supplier;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;

/** Answers what never became a request of ours, such as broken HTTP, in the gateway's shape. */
final class TransportErrors extends ErrorHandler {
  private final Supplier<String> requestIds;

  TransportErrors(Supplier<String> requestIds) {
    this.requestIds = requestIds;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    String requestId = requestIds.get();
    Failure failure = failure(response.getStatus());
    response.setStatus(failure.status());
    response.getHeaders().put("X-Request-Id", requestId);
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/json");
    // What is left of a broken request cannot be told from the next one.
    response.getHeaders().put(HttpHeader.CONNECTION, "close");
    String body =
        """
        {"error_code":"%s","error_msg":"%s","request_id":"%s"}"""
            .formatted(failure.code(), failure.text(Language.ENGLISH), requestId);
    Content.Sink.write(response, true, body, callback);
    return true;
  }

  private static Failure failure(int status) {
    return switch (status) {
      case 404, 405 -> Failure.APIGW_0101;
      case 413 -> Failure.APIGW_0201_BODY;
      case 414 -> Failure.APIGW_0201_URI;
      case 431 -> Failure.APIGW_0201_HEADERS;
      default -> Failure.APIGW_0201;
    };
  }
}
