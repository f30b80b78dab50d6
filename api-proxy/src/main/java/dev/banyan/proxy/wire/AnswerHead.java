package dev.banyan.proxy.wire;

/**
 * The head of an answer.
 *
 * @param status 200 to 999
 * @param reason empty if none was sent
 * @param isHttp11 whether it is in HTTP/1.1, otherwise in HTTP/1.0
 */
public record AnswerHead(int status, String reason, boolean isHttp11, Fields fields) {}
