using System.Text;
using Confd.TestSupport;

namespace Confd.Cli.Tests.Docs;

/// <summary>
/// Every command in a block of a page is run, in the order of the page, with the native program and DynamoDB Local, and succeeds; or it is
/// in the list of <see cref="NotRun"/>. A block marked <c>output</c> holds what the commands of the shell block before it print, or a part
/// of it.
/// </summary>
public sealed class DocsRunTests(DocsDatabase database) : IClassFixture<DocsDatabase>
{
    public static TheoryData<string> Pages { get; } = [.. MarkdownPage.All.Where(name => Read(name).Commands.Any(IsRun))];

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task Commands_OfAPage_Succeed(string name)
    {
        var page = Read(name);
        await using var machine = DocsMachine.Start(database);
        if (!page.Commands.Any(command => command.Text.Contains("source eng/local.sh", StringComparison.Ordinal)))
        {
            // A page for somebody who has a table: here it is one of DynamoDB Local.
            await RunAsync(machine, new DocsText(0, "source eng/local.sh"));
        }

        if (page.Predecessor is { } predecessor)
        {
            await FollowAsync(machine, Read(predecessor));
        }

        var run = await FollowAsync(machine, page);

        (await machine.StopDaemonsAsync()).ShouldBeEmpty();
        TestContext.Current.TestOutputHelper?.WriteLine($"{run} of {page.Commands.Count()} commands were run");
    }

    [Fact]
    public void Pages_Commands_AreMostlyRun()
    {
        // Without the line that installs a package, which each of their READMEs has: eng/check-packages.sh does that.
        var commands = MarkdownPage.All.SelectMany(name => Read(name).Commands)
            .Where(command => !command.Text.StartsWith("dotnet add package ", StringComparison.Ordinal))
            .ToList();

        Pages.Count.ShouldBeGreaterThan(9);
        commands.Count(IsRun).ShouldBeGreaterThan(70);
        commands.Count(command => !IsRun(command)).ShouldBeLessThan(commands.Count / 3);
    }

    [Fact]
    public void NotRun_EachReason_IsNeeded()
    {
        var commands = MarkdownPage.All.SelectMany(name => Read(name).Commands).ToList();

        NotRun.Reasons.Where(row => !commands.Any(command => row.Command.IsMatch(command.Text))).Select(row => row.Reason).ShouldBeEmpty();
    }

    [Fact]
    public void Blocks_OfThePages_NameTheirLanguage() =>
        MarkdownPage.All.SelectMany(name => Read(name).Blocks.Where(block => block.Language == "").Select(block => $"{name}:{block.Line}"))
            .ShouldBeEmpty();

    [Fact]
    public void Blocks_ThatAreNotForAShell_HoldNoCommands() =>
        MarkdownPage.All.SelectMany(name => Read(name).Blocks.Where(block => block.Language is not (null or "sh"))
                .Where(block => block.Lines.Any(line => line.StartsWith("confd ", StringComparison.Ordinal) && !ShellLine.IsSynopsis(line)))
                .Select(block => $"{name}:{block.Line}"))
            .ShouldBeEmpty();

    [Theory]
    [InlineData("confd table get --table no-such-table /key", "no-such-table")]
    [InlineData("confd dynamodb --table no-such-table --interval 60", "no-such-table")]
    [InlineData("no-such-command", "not found")]
    public async Task Command_ThatFails_FailsTheTest(string command, string reason)
    {
        await using var machine = DocsMachine.Start(database);
        await RunAsync(machine, new DocsText(0, "source eng/local.sh"));

        var (status, output) = await machine.RunAsync(command);

        status.ShouldNotBe(0);
        output.ShouldContain(reason);
    }

    private static MarkdownPage Read(string name) => MarkdownPage.Read(Path.Combine(RepositoryFiles.Root, name));

    private static bool IsRun(DocsText command) => NotRun.ReasonFor(command.Text) is null;

    // Answers how many commands were run.
    private static async Task<int> FollowAsync(DocsMachine machine, MarkdownPage page)
    {
        var (run, output) = (0, new StringBuilder());
        foreach (var block in page.Blocks)
        {
            if (block.IsShell)
            {
                output.Clear();
                foreach (var command in block.Commands().Where(IsRun))
                {
                    output.AppendLine(await RunAsync(machine, command));
                    run++;
                }
            }
            else if (block.File is { } file)
            {
                machine.Write(file, string.Join('\n', block.Lines) + "\n");
            }
            else if (block.Language == "output" && output.Length > 0)
            {
                output.ToString().ShouldContain(string.Join('\n', block.Lines), Case.Sensitive, $"{page.Path}:{block.Line}");
            }
        }

        return run;
    }

    private static async Task<string> RunAsync(DocsMachine machine, DocsText command)
    {
        var (status, output) = await machine.RunAsync(command.Text);
        status.ShouldBe(0, $"line {command.Line}: {command.Text}\n{output}");
        return output;
    }
}
