namespace Confd.Flags.Migrations;

/// <summary>What one system answered.</summary>
/// <typeparam name="T">What an operation answers.</typeparam>
/// <param name="Origin">Which system.</param>
/// <param name="Value">Its answer; the type's default where it failed.</param>
/// <param name="Failure">Why it failed; null: it did not.</param>
public sealed record MigrationResult<T>(MigrationOrigin Origin, T? Value, Exception? Failure)
{
    /// <summary>True unless it failed.</summary>
    public bool IsSuccess => Failure is null;
}
