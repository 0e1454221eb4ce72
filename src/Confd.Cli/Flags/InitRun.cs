using System.CommandLine;
using System.Globalization;
using Confd.Cli.Tools;
using Confd.Flags.DynamoDb;
using Confd.Flags.Storage;

namespace Confd.Cli.Flags;

/// <summary>One run of <c>confd flags init</c>: reads what is stored, refuses to remove all of it by mistake, writes, and reports what
/// was removed.</summary>
internal sealed class InitRun(
    ParseResult arguments, FlagArguments shared, ToolConsole console, FlagDataSet data, bool isForced, bool isDryRun, bool allowsEmpty)
{
    private readonly int _flags = RemovedFlags.CountLive(data, DataKind.Features);
    private readonly int _segments = RemovedFlags.CountLive(data, DataKind.Segments);

    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        await shared.CreateTableAsync(arguments, console, isDryRun, cancellationToken);
        return await shared.WithStoreAsync(arguments, console, store => RunAsync(store, cancellationToken), cancellationToken);
    }

    private async Task<int> RunAsync(DynamoFlagStore store, CancellationToken cancellationToken)
    {
        var removed = await shared.LookAsync(
            arguments, isDryRun, () => FindRemovedAsync(store, cancellationToken), RemovedFlags.None);
        if (_flags + _segments == 0 && removed.Count > 0 && !allowsEmpty)
        {
            throw new ConfigurationException(
                $"the file has no flags and no segments, and all that table {store.Table} has would be removed "
                + $"({ToolOutput.Count(removed.Flags.Count, "flag")}, {ToolOutput.Count(removed.Segments.Count, "segment")}); "
                + "nothing was changed. If intended, use --allow-empty");
        }

        if (removed.FindExcess() is { } excess && !allowsEmpty)
        {
            throw new ConfigurationException(
                $"{excess} of table {store.Table} would be removed; nothing was changed. If intended, use --allow-empty");
        }

        if (isDryRun)
        {
            await WriteAsync(store, removed, seconds: null);
            return ToolExitCode.Success;
        }

        var started = console.Clock.GetTimestamp();
        await InitAsync(store, cancellationToken);
        var seconds = console.Clock.GetElapsedTime(started).TotalSeconds;
        await ChangesMade.ReportAsync(() => WriteAsync(store, removed, seconds));
        return ToolExitCode.Success;
    }

    private async Task<RemovedFlags> FindRemovedAsync(DynamoFlagStore store, CancellationToken cancellationToken)
    {
        await FilledTable.RefuseAsync(arguments, store, isForced, cancellationToken);
        return await RemovedFlags.FindAsync(store, data, cancellationToken);
    }

    private Task InitAsync(DynamoFlagStore store, CancellationToken cancellationToken) =>
        new ProgressLine(console, arguments.InvocationConfiguration.Error, data.Count)
            .FollowAsync(progress => store.InitAsync(data, progress, cancellationToken));

    private async Task WriteAsync(DynamoFlagStore store, RemovedFlags removed, double? seconds)
    {
        if (shared.IsJson(arguments))
        {
            await WriteJsonAsync(store, removed, seconds);
            return;
        }

        var what = $"{ToolOutput.Count(_flags, "flag")} and {ToolOutput.Count(_segments, "segment")}";
        await ToolOutput.WriteLineAsync(
            arguments,
            seconds is { } time
                ? string.Create(CultureInfo.InvariantCulture, $"initialized table {store.Table} with {what} in {time:0.0} s")
                : $"would initialize table {store.Table} with {what}");
        await removed.WriteTextAsync(arguments, seconds is null ? "would remove" : "removed");
    }

    private Task WriteJsonAsync(DynamoFlagStore store, RemovedFlags removed, double? seconds) =>
        ToolOutput.WriteJsonAsync(arguments, json =>
    {
        json.WriteStartObject();
        json.WriteString("table", store.Table);
        json.WriteNumber("flags", _flags);
        json.WriteNumber("segments", _segments);
        if (seconds is { } time)
        {
            json.WriteNumber("seconds", Math.Round(time, 3));
        }
        else
        {
            json.WriteBoolean("dryRun", true);
        }

        removed.Write(json);
        json.WriteEndObject();
    });
}
