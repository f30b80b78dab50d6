package dev.banyan.sample.user;

import java.time.Instant;
import org.springframework.data.mongodb.core.mapping.Document;
import org.springframework.data.mongodb.core.mapping.FieldType;
import org.springframework.data.mongodb.core.mapping.MongoId;

/** A registered user; the id is the username. */
@Document("users")
public record User(
    @MongoId(FieldType.STRING) String id,
    String username,
    String displayName,
    String passwordHash,
    Instant createdAt) {}
