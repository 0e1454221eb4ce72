namespace Confd.Flags.Migrations;

/// <summary>The result of an operation in one system.</summary>
/// <typeparam name="T">The type of the result.</typeparam>
/// <param name="Origin">The system.</param>
/// <param name="Value">Its result; the type's default where it failed.</param>
/// <param name="Failure">The exception; null where it succeeded.</param>
public sealed record MigrationResult<T>(MigrationOrigin Origin, T? Value, Exception? Failure)
{
    /// <summary>True if the operation succeeded.</summary>
    public bool IsSuccess => Failure is null;
}
