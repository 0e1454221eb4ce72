using System.CommandLine;
using Confd.Cli.Logging;
using Confd.Cli.Tools;
using Confd.Flags.Authoring;
using Confd.Flags.Authoring.Documents;
using Confd.Flags.DynamoDb;
using Confd.Flags.Storage;

namespace Confd.Cli.Flags.Authoring;

/// <summary>The options that all commands that change flags share, and their common run: read, plan, show, write.</summary>
internal sealed class EditArguments(ToolConsole console)
{
    public FlagArguments Shared { get; } = new(console);

    public Option<bool> IsDryRun { get; } = new("--dry-run") { Description = "Show the effect of the change, and change nothing." };

    public Option<bool> IsForced { get; } = ValidatedFlags.CreateForceOption();

    /// <summary>Adds the options that every such command has.</summary>
    public void AddTo(Command command)
    {
        command.Add(IsDryRun);
        command.Add(Shared.Message);
        command.Add(Shared.Actor);
        command.Add(IsForced);
        command.Add(Shared.LargeItems);
        Shared.AddTo(command);
    }

    /// <summary>Reads the environment, creates a plan of changes, shows it and, unless it is a dry run, writes it.</summary>
    /// <param name="arguments">The parsed arguments.</param>
    /// <param name="plan">Creates the plan.</param>
    /// <param name="cancellationToken">Cancels the run.</param>
    public async Task<int> RunAsync(
        ParseResult arguments, Func<EnvironmentSnapshot, FlagPlan> plan, CancellationToken cancellationToken)
    {
        await CreateTableAsync(arguments, cancellationToken);
        return await Shared.WithStoreAsync(
            arguments,
            console,
            store => RunOnStoreAsync(
                arguments, store, EnvironmentOf(arguments), seen => Task.FromResult(plan(seen)), cancellationToken),
            cancellationToken);
    }

    /// <summary>As <see cref="RunAsync"/>, on a store that is open.</summary>
    public async Task<int> RunOnStoreAsync(
        ParseResult arguments,
        DynamoFlagStore store,
        string environment,
        Func<EnvironmentSnapshot, Task<FlagPlan>> makePlan,
        CancellationToken cancellationToken,
        string? heading = null)
    {
        var isDryRun = arguments.GetValue(IsDryRun);
        var isForced = arguments.GetValue(IsForced);
        var authoring = new FlagAuthoring(store, environment);
        var seen = await Shared.LookAsync(
            arguments, isDryRun, ReadAsync, EnvironmentSnapshot.Of(environment, FlagDataSet.Empty));
        var plan = await makePlan(seen);
        await PlanOutput.WarnAsync(arguments, plan, isForced);
        if (!isForced)
        {
            plan.RequireValid();
        }

        if (isDryRun)
        {
            await PrintAsync();
            return ToolExitCode.Success;
        }

        await new ProgressLine(console, arguments.InvocationConfiguration.Error, plan.Changes.Count)
            .FollowAsync(progress => authoring.WriteAsync(plan, Shared.AuthorOf(arguments), progress, cancellationToken));
        await ChangesMade.ReportAsync(PrintAsync);
        return await CheckAgainAsync() ? ToolExitCode.Success : ToolExitCode.Failure;

        async Task<EnvironmentSnapshot> ReadAsync()
        {
            await FilledTable.RefuseAsync(arguments, store, isForced, cancellationToken);
            return await authoring.ReadAsync(cancellationToken);
        }

        // What is written stays written, also where it cannot be checked again.
        async Task<bool> CheckAgainAsync()
        {
            try
            {
                return await PlanOutput.WarnOfConflictsAsync(arguments, await authoring.FindConflictsAsync(plan, cancellationToken));
            }
            catch (FlagStoreException problem)
            {
                await ToolMessages.WarningAsync(
                    arguments.InvocationConfiguration.Error,
                    $"written, but not checked against changes that others may have made meanwhile: {problem.Message}");
                return true;
            }
        }

        Task PrintAsync() => PlanOutput.WriteAsync(arguments, plan, isDryRun, Shared.IsJson(arguments), heading);
    }

    /// <summary>The name of the environment in messages.</summary>
    public string EnvironmentOf(ParseResult arguments) =>
        EnvironmentName.Of(arguments.GetRequiredValue(Shared.Table), arguments.GetValue(Shared.Prefix));

    /// <summary>Creates the table if the arguments request it.</summary>
    public Task CreateTableAsync(ParseResult arguments, CancellationToken cancellationToken) =>
        Shared.CreateTableAsync(arguments, console, arguments.GetValue(IsDryRun), cancellationToken);
}
