using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Confd.Cli.Tables;
using Confd.Flags.DynamoDb;
using Confd.Flags.Storage;

namespace Confd.Cli.Flags;

/// <summary><c>confd flags delete KEY</c>: writes a tombstone, so that a late write of the deleted version stays without effect.</summary>
internal static class DeleteFlagCommand
{
    public static Command Create(TableConsole console)
    {
        var shared = new FlagArguments();
        var key = new Argument<string>("key") { Description = "Key of the flag or segment." };
        var version = new Option<long?>("--version")
        {
            Description = "Version of the deletion; higher than the stored one, or it has no effect. By default the next one.",
            HelpName = "N",
            CustomParser = ReadVersion,
        };
        var command = new Command("delete", "Delete one flag or segment.") { key, version, shared.Kind };
        shared.AddTo(command);
        FlagAction.Set(command, (arguments, cancellationToken) => shared.WithStoreAsync(
            arguments,
            console,
            store => DeleteAsync(
                arguments, shared, store, arguments.GetRequiredValue(key), arguments.GetValue(version), cancellationToken),
            cancellationToken));
        return command;
    }

    private static long? ReadVersion(ArgumentResult result)
    {
        var text = result.Tokens.Single().Value;
        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var version))
        {
            return version;
        }

        result.AddError($"--version {text} is not a whole number from 0");
        return null;
    }

    private static async Task<int> DeleteAsync(
        ParseResult arguments, FlagArguments shared, DynamoFlagStore store, string key, long? wanted, CancellationToken cancellationToken)
    {
        var kind = shared.KindOf(arguments);
        var (version, isDeleted) = wanted is { } given
            ? (given, await store.DeleteAsync(kind, key, given, cancellationToken))
            : await DeleteNextVersionAsync(store, kind, key, cancellationToken);
        var name = FlagArguments.NameOf(kind);
        await (shared.IsJson(arguments)
            ? FlagOutput.WriteJsonAsync(arguments, json =>
            {
                json.WriteStartObject();
                json.WriteString("kind", name);
                json.WriteString("key", key);
                json.WriteNumber("version", version);
                json.WriteBoolean("deleted", isDeleted);
                json.WriteEndObject();
            })
            : FlagOutput.WriteLineAsync(
                arguments,
                isDeleted ? $"deleted the {name} {key} in version {version}" : $"left the {name} {key}: the stored version is {version} or higher"));
        return TableExitCode.Success;
    }

    // Another writer may come in between: then the next version is another one.
    private static async Task<(long Version, bool IsDeleted)> DeleteNextVersionAsync(
        DynamoFlagStore store, DataKind kind, string key, CancellationToken cancellationToken)
    {
        while (true)
        {
            var stored = await store.GetAsync(kind, key, cancellationToken);
            if (stored is { IsDeleted: true })
            {
                return (stored.Version, false);
            }

            var version = (stored?.Version ?? 0) + 1;
            if (await store.DeleteAsync(kind, key, version, cancellationToken))
            {
                return (version, true);
            }
        }
    }
}
