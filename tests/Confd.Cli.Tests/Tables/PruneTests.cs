namespace Confd.Cli.Tests.Tables;

/// <summary><c>confd table import --prune</c> with a file that lacks most of what the table has: likelier the wrong one than
/// meant.</summary>
public sealed class PruneTests
{
    [Fact]
    public async Task Prune_MostOfMany_IsRefusedUnlessAllowed()
    {
        await using var run = await TableRun.CreateAsync();
        run.Input = Keys(40) + "/other=1\n";
        await run.PrintsAsync("import", "-");
        run.Input = "k00=1\n";
        const string Refusal =
            "confd: error: --prune would delete 39 of 40 keys below /app; nothing was changed. If intended, use --allow-empty\n";

        (await run.RunAsync("import", "-", "--prefix", "/app", "--prune")).ShouldBe(1);
        run.Error.ToString().ShouldBe(Refusal);
        (await run.RunAsync("import", "-", "--prefix", "/app", "--prune", "--dry-run")).ShouldBe(1);
        run.Error.ToString().ShouldBe(Refusal);

        (await run.PrintsAsync("import", "-", "--prefix", "/app", "--prune", "--allow-empty"))
            .ShouldBe("wrote 0 keys, deleted 39, left 1 unchanged\n");
        (await run.PrintsAsync("ls")).ShouldBe("/app/k00\n/other\n");
    }

    [Fact]
    public async Task Prune_HalfOfMany_IsAllowed()
    {
        await using var run = await TableRun.CreateAsync();
        run.Input = Keys(20);
        await run.PrintsAsync("import", "-");
        run.Input = Keys(10);

        (await run.PrintsAsync("import", "-", "--prune")).ShouldBe("wrote 0 keys, deleted 10, left 10 unchanged\n");
    }

    [Fact]
    public async Task Prune_WithoutKeys_DeletesAllWhereAllowed()
    {
        await using var run = await TableRun.CreateAsync();
        run.Input = Keys(3);
        await run.PrintsAsync("import", "-");
        run.Input = "# nothing\n";

        (await run.RunAsync("import", "-", "--prune")).ShouldBe(1);
        run.Error.ToString().ShouldContain("the files have no keys, so --prune would delete all keys below /; nothing was changed.");
        (await run.PrintsAsync("import", "-", "--prune", "--allow-empty")).ShouldBe("wrote 0 keys, deleted 3, left 0 unchanged\n");
    }

    private static string Keys(int count) => string.Concat(Enumerable.Range(0, count).Select(n => $"/app/k{n:00}=1\n"));
}
