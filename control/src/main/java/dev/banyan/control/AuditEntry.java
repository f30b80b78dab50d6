package dev.banyan.control;

import java.time.Instant;

/**
 * One line of a capability's audit log.
 *
 * @param capability whose log
 * @param revision the revision that the change led to
 * @param at when
 * @param who the operator or process that asked for it
 * @param change from what to what
 * @param reason why, in the words of who asked; the reason of an override
 */
public record AuditEntry(
    String capability, long revision, Instant at, String who, String change, String reason) {}
