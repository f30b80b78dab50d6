package dev.banyan.spring.request;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;
import java.io.PrintWriter;

/** Sets the position as late as possible, but before anything can commit the response. */
final class PositionResponse extends HttpServletResponseWrapper {

  private final RequestWrites writes = new RequestWrites();

  PositionResponse(HttpServletResponse response) {
    super(response);
  }

  RequestWrites writes() {
    return writes;
  }

  void setPosition() {
    if (!isCommitted()) {
      writes.position().ifPresent(position -> setHeader(Positions.HEADER, position.toString()));
    }
  }

  @Override
  public ServletOutputStream getOutputStream() throws IOException {
    setPosition();
    return super.getOutputStream();
  }

  @Override
  public PrintWriter getWriter() throws IOException {
    setPosition();
    return super.getWriter();
  }

  @Override
  public void flushBuffer() throws IOException {
    setPosition();
    super.flushBuffer();
  }

  @Override
  public void sendError(int status) throws IOException {
    setPosition();
    super.sendError(status);
  }

  @Override
  public void sendError(int status, String message) throws IOException {
    setPosition();
    super.sendError(status, message);
  }

  @Override
  public void sendRedirect(String location) throws IOException {
    setPosition();
    super.sendRedirect(location);
  }
}
