namespace Confd.Flags.Migrations;

/// <summary>The results of a write.</summary>
/// <typeparam name="T">The type of the result.</typeparam>
/// <param name="Authoritative">The result of the authoritative system.</param>
/// <param name="Other">The result of the other one; null where it was not written, as after a failure of the authoritative one.</param>
public sealed record MigrationWriteResult<T>(MigrationResult<T> Authoritative, MigrationResult<T>? Other);
