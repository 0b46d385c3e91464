package dev.coffer.server.iam;

/** A project: the fence around instances, backups and keys. The vendor names one by its region. */
public record Project(String id, String domainId, String name) {}
