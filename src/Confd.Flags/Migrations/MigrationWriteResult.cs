namespace Confd.Flags.Migrations;

/// <summary>What came of a write.</summary>
/// <typeparam name="T">What a write answers.</typeparam>
/// <param name="Authoritative">The answer of the system that counts.</param>
/// <param name="Other">The answer of the other one; null where it was not written, as after a failure of the one that counts.</param>
public sealed record MigrationWriteResult<T>(MigrationResult<T> Authoritative, MigrationResult<T>? Other);
