using System.CommandLine;
using Confd.Cli.Tools;
using Confd.DynamoDb;
using Confd.DynamoDb.Secrets;

namespace Confd.Cli.Tables;

/// <summary>The encryption options of commands that write values.</summary>
internal static class SecretArguments
{
    /// <summary>The option <c>--encrypt</c>.</summary>
    public static Option<string?> Encrypt() => new("--encrypt")
    {
        Description = "Encrypt what is written, under this key of AWS KMS: alias/NAME, an id or an ARN.",
        HelpName = "KEY",
    };

    /// <summary>The option <c>--plain</c>; where the command has <c>--encrypt</c>, one of them.</summary>
    public static Option<bool> AddPlainTo(Command command, Option<string?>? encrypt = null)
    {
        var plain = new Option<bool>("--plain") { Description = "Allow plain values to replace encrypted ones." };
        command.Add(plain);
        if (encrypt is not null)
        {
            command.Check(result => result.GetValue(plain) && result.GetValue(encrypt) is not null
                ? "--plain and --encrypt do not go together"
                : null);
        }

        return plain;
    }

    /// <summary>A value as it is stored in the table.</summary>
    public static async Task<string> SealAsync(
        KeyValueTable table, string? kmsKey, string key, string value, CancellationToken cancellationToken) =>
        (await SealAsync(table, kmsKey, [KeyValuePair.Create(key, value)], cancellationToken)).First().Value;

    /// <summary>Values as they are stored in the table: encrypted with one data key where a KMS key is given.</summary>
    /// <exception cref="InvalidDataException">A value is encrypted already: it would be encrypted twice.</exception>
    public static async Task<IReadOnlyCollection<KeyValuePair<string, string>>> SealAsync(
        KeyValueTable table, string? kmsKey, IReadOnlyCollection<KeyValuePair<string, string>> values, CancellationToken cancellationToken)
    {
        if (kmsKey is null || values.Count == 0)
        {
            return values;
        }

        if (values.FirstOrDefault(pair => SecretSealer.IsSealed(pair.Value)).Key is { } already)
        {
            throw new InvalidDataException($"the value of key {already} is encrypted already; write it without --encrypt");
        }

        using var sealer = await table.CreateSealerAsync(kmsKey, cancellationToken);
        return [.. values.Select(pair => KeyValuePair.Create(pair.Key, sealer.Seal(pair.Key, pair.Value)))];
    }
}
