package dev.banyan.sample.post;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.time.Instant;
import org.springframework.data.mongodb.core.mapping.Document;
import org.springframework.data.mongodb.core.mapping.FieldType;
import org.springframework.data.mongodb.core.mapping.MongoId;

/** A short text by one author; ids grow with time, so they are the order of every timeline. */
@Document("posts")
@JsonPropertyOrder({"id", "author", "text", "createdAt"})
public record Post(
    @MongoId(FieldType.OBJECT_ID) String id,
    String author,
    String text,
    @JsonFormat(pattern = "yyyy-MM-dd'T'HH:mm:ss.SSSX", timezone = "UTC") Instant createdAt) {}
