using Confd.Flags.Storage;
using Confd.TestSupport;

namespace Confd.Cli.Tests.Flags.Authoring;

public sealed class EnvironmentCommandsTests
{
    private const string Data =
        """
        {"flags":{
          "f":{"key":"f","version":7,"on":true,"salt":"s","variations":[true,false],"offVariation":1,"fallthrough":{"variation":0},"x-own":[1.0],
            "rules":[{"id":"r","clauses":[{"attribute":"","op":"segmentMatch","values":["beta"]}],"variation":1}]},
          "g.with/odd key":{"key":"g.with/odd key","version":2,"on":true,"variations":["a","b"],"fallthrough":{"variation":0}}},
         "segments":{"beta":{"key":"beta","version":3,"included":["u1"]}}}
        """;

    [Fact]
    public async Task Export_KeyTooLongForAFile_WritesNoneAndNamesIt()
    {
        var key = new string('k', 251);
        await using var run = await FlagRun.CreateAsync($$$"""{"flagValues":{"a":true,"{{{key}}}":true,"z":true}}""");
        using var folder = new TempDirectory();

        (await run.RunAsync("export", "--dir", folder.Path)).ShouldBe(1);

        run.Error.ToString().ShouldContain($"1 key would make a file's name of more than 255 bytes, {key}: nothing was written");
        Directory.EnumerateFileSystemEntries(folder.Path).ShouldBeEmpty();
    }

    [Fact]
    public async Task ExportApply_FolderOfFiles_RoundTrips()
    {
        await using var run = await FlagRun.CreateAsync(Data);
        await using var copy = await FlagRun.CreateAsync("""{"flags":{}}""");
        using var folder = new TempDirectory();

        (await run.PrintsAsync("export", "--dir", folder.Path)).ShouldBe($"exported 3 files to {folder.Path}\n");
        (await run.PrintsAsync("plan", "--dir", folder.Path, "--prune")).ShouldBe(
            $"nothing to change: table {run.Table} is already up to date\n");
        (await copy.PrintsAsync("apply", "--dir", folder.Path, "-m", "copy")).ShouldStartWith("wrote the segment beta in version 1\n");

        File.Exists(folder["f.json"]).ShouldBeTrue();
        (await copy.PrintsAsync("diff", $"{run.Table}:", $"{copy.Table}:")).ShouldEndWith("have the same flags and segments\n");
        (await copy.PrintsAsync("get", "f")).ShouldContain("\"x-own\":[1.0]");
    }

    [Fact]
    public async Task Apply_YamlFile_WritesWhatDiffersAndDeletesOnlyWhenRequested()
    {
        await using var run = await FlagRun.CreateAsync(Data);
        using var folder = new TempDirectory();
        await WriteAsync(
            folder["f.yaml"],
            """
            # who may see it
            on: true
            variations: [true, false]
            offVariation: 1
            fallthrough:
              rollout:
                variations:
                  - {variation: 0, weight: 25000}
                  - {variation: 1, weight: 75000}
            """);

        var planned = await run.PrintsAsync("plan", "--dir", folder.Path);
        planned.ShouldContain("would write the flag f in version 8\n");
        planned.ShouldContain("  everyone: 25 % of users get true; was 100 %\n");
        planned.ShouldContain("would leave the segment beta, which the folder does not have\n");
        (await run.ListsAsync()).ShouldContain("flag\tf\t7\n");
        await run.PrintsAsync("apply", "--dir", folder.Path);
        (await run.ListsAsync()).ShouldBe("flag\tf\t8\nflag\tg.with/odd key\t2\nsegment\tbeta\t3\n");
        (await run.PrintsAsync("get", "f")).ShouldContain("\"salt\":\"s\"");
        (await run.PrintsAsync("apply", "--dir", folder.Path, "--prune")).ShouldContain("deleted the segment beta in version 4\n");
        (await run.ListsAsync()).ShouldBe("flag\tf\t8\n");
    }

    [Fact]
    public async Task Export_IntoAFolderWithYaml_KeepsItWhileItIsEqual()
    {
        await using var run = await FlagRun.CreateAsync("""{"flags":{"f":{"version":1,"on":true,"variations":[true,false]}}}""");
        using var folder = new TempDirectory();
        const string Yaml = "# by hand\non: true\nvariations: [true, false]\n";
        await WriteAsync(folder["f.yaml"], Yaml);

        (await run.PrintsAsync("export", "--dir", folder.Path)).ShouldBe($"exported 1 file to {folder.Path}\n");
        File.ReadAllText(folder["f.yaml"]).ShouldBe(Yaml);
        await run.PrintsAsync("describe", "f", "--name", "a name");
        (await run.PrintsAsync("export", "--dir", folder.Path)).ShouldBe($"exported 1 file to {folder.Path}\n");

        Directory.GetFiles(folder.Path).ShouldBe([folder["f.yaml"]]);
        (await run.PrintsAsync("plan", "--dir", folder.Path)).ShouldContain("nothing to change");
        await WriteAsync(folder["f.json"], "{}");
        (await run.RunAsync("export", "--dir", folder.Path)).ShouldBe(1);
        run.Error.ToString().ShouldContain("the flag f has two files");
    }

    [Fact]
    public async Task Plan_HiddenFileAndByteOrderMark_AreIgnored()
    {
        await using var run = await FlagRun.CreateAsync("""{"flags":{}}""");
        using var folder = new TempDirectory();
        await WriteAsync(folder[".f.json"], "{}");
        await WriteAsync(
            folder["f.json"], "\uFEFF{\"on\":false,\"variations\":[true],\"offVariation\":0,\"fallthrough\":{\"variation\":0}}");

        await run.PrintsAsync("apply", "--dir", folder.Path);

        (await run.ListsAsync()).ShouldBe("flag\tf\t1\n");
    }

    [Fact]
    public async Task Commands_UnreadableRow_StillWorkForOtherFlags()
    {
        await using var run = await FlagRun.CreateAsync(Data);
        await run.PutRowAsync("bad", 3, "{\"key\":");
        using var folder = new TempDirectory();

        (await run.PrintsAsync("export", "--dir", folder.Path)).ShouldBe($"exported 3 files to {folder.Path}\n");
        run.Error.ToString().ShouldStartWith("confd: warning: left out: flag 'bad' cannot be changed: ");
        (await run.PrintsAsync("diff", $"{run.Table}:", folder.Path)).ShouldBe(
            $"from table {run.Table} to the folder {folder.Path}\nflag bad: only in table {run.Table}\n");
        (await run.PrintsAsync("plan", "--dir", folder.Path, "--prune")).ShouldBe(
            "would delete the flag bad in version 4\n  flag 'bad': is gone; it could not be read\n");
        (await run.RunAsync("set", "bad", "on")).ShouldBe(1);
        await WriteAsync(folder["bad.json"], """{"on":false,"variations":[true],"fallthrough":{"variation":0},"offVariation":0}""");
        (await run.PrintsAsync("apply", "--dir", folder.Path)).ShouldStartWith(
            "wrote the flag bad in version 4\n  flag 'bad': is written again; the stored value could not be read\n  switch: off");
        (await run.PrintsAsync("get", "bad")).ShouldContain("\"version\":4");
    }

    [Fact]
    public async Task Apply_EmptyFolderWithPrune_IsRefused()
    {
        await using var run = await FlagRun.CreateAsync(Data);
        using var folder = new TempDirectory();

        (await run.RunAsync("apply", "--dir", folder.Path, "--prune")).ShouldBe(1);

        run.Error.ToString().ShouldContain(
            "would delete 3 of 3 flags and segments; nothing was changed. If intended, use --allow-empty");
        await run.PrintsAsync("apply", "--dir", folder.Path, "--prune", "--allow-empty");
        (await run.ListsAsync()).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("f.yaml", "on: [", "f.yaml: yaml: line ")]
    [InlineData("f.yaml", "on: true\non: false", "f.yaml: yaml: line 2: mapping key a string of 2 bytes already defined at line 1")]
    [InlineData("f.yaml", "on: \"yes\"", "$.flags.f.on: found a string where true or false is expected")]
    [InlineData("f.json", "{\"key\":\"g\"}", "says that its key is 'g'")]
    [InlineData("f.json", "{\"variations\":[1],\"fallthrough\":{\"variation\":1}}", "is 1, but the flag's variations are 0 to 0")]
    public async Task Apply_FileThatIsNotAFlag_ChangesNothing(string name, string text, string problem)
    {
        await using var run = await FlagRun.CreateAsync(Data);
        using var folder = new TempDirectory();
        await WriteAsync(folder[name], text);

        (await run.RunAsync("apply", "--dir", folder.Path)).ShouldBe(1);

        run.Error.ToString().ShouldContain(problem);
        (await run.ListsAsync()).ShouldContain("flag\tf\t7\n");
    }

    [Fact]
    public async Task Promote_PrefixToPrefix_TakesTheFlagAndWhatItNeeds()
    {
        await using var run = await FlagRun.CreateAsync(Data, "--prefix", "staging");
        run.Input = """{"flags":{"other":{"version":1}}}""";
        await run.PrintsAsync("init", "--file", "-", "--prefix", "production");

        (await run.RunAsync("promote", "f", "--from", "staging", "--to", "production")).ShouldBe(1);
        run.Error.ToString().ShouldContain($"refers to segment 'beta', which the prefix production of table {run.Table} does not have");
        (await run.PrintsAsync("promote", "f", "--from", "staging", "--to", "production", "--with-references", "-m", "go")).ShouldStartWith(
            $"from the prefix staging of table {run.Table} to the prefix production of table {run.Table}\nwrote the ");

        (await run.ListsAsync("--prefix", "production")).ShouldBe("flag\tf\t1\nflag\tother\t1\nsegment\tbeta\t1\n");
        (await run.PrintsAsync("set", "f", "off", "--prefix", "production")).ShouldContain("in version 2\n");
        (await run.RunAsync("diff", "staging", "production", "--exit-code")).ShouldBe(4);
        run.Output.ToString().ShouldBe(
            $"from the prefix staging of table {run.Table} to the prefix production of table {run.Table}\n"
            + $"flag f:\n  switch: off; was on: everyone gets false; before: most get true; 1 rule\n"
            + $"flag g.with/odd key: only in the prefix staging of table {run.Table}\n"
            + $"flag other: only in the prefix production of table {run.Table}\n");
    }

    [Fact]
    public async Task Validate_Table_FindsUnreachableParts()
    {
        await using var run = await FlagRun.CreateAsync(
            """
            {"flags":{
              "f":{"version":1,"on":true,"variations":[1,2],"fallthrough":{"rollout":{"variations":[{"variation":0,"weight":100}]}},
                "prerequisites":[{"key":"g","variation":0}],
                "rules":[{"clauses":[],"variation":0},{"clauses":[{"attribute":"a","op":"in","values":["x"]}],"variation":1},
                  {"clauses":[{"attribute":"","op":"segmentMatch","values":["nope"]}],"variation":1}]},
              "g":{"version":1,"on":true,"variations":[1],"fallthrough":{"variation":0},"prerequisites":[{"key":"f","variation":0}]}}}
            """,
            "--force");

        (await run.RunAsync("validate")).ShouldBe(1);

        var output = run.Output.ToString();
        output.ShouldContain("error: $.flags.f.fallthrough.rollout.variations: the weights add up to 100, not 100000\n");
        output.ShouldContain("error: $.flags.f.prerequisites[0].key: leads back to the flag itself");
        output.ShouldContain("warning: $.flags.f.rules[1]: is never reached: the rule at 0 matches everything that it would match\n");
        output.ShouldContain("warning: $.flags.f.rules: name the segment 'nope', which the set does not have: it matches no context\n");
        await run.RunAsync("validate", "-o", "json");
        run.Output.ToString().ShouldStartWith("""[{"path":"$.flags.""");
    }

    [Fact]
    public async Task Explain_FlagThatCannotBeRead_IsNotCalledAbsent()
    {
        await using var run = await FlagRun.CreateAsync(Data);
        await run.PutRowAsync("broken", 1, "{broken");

        (await run.RunAsync("explain", "broken", "--context", "u")).ShouldBe(1);

        run.Error.ToString().ShouldContain("flag 'broken' of table ");
        run.Error.ToString().ShouldContain("cannot be read");
    }

    [Fact]
    public async Task Explain_BigSegment_IsAnsweredAsEvalAnswers()
    {
        await using var run = await FlagRun.CreateAsync(
            """
            {"flags":{"b":{"key":"b","version":1,"on":true,"variations":["off","on"],"fallthrough":{"variation":0},
              "rules":[{"id":"r","variation":1,"clauses":[{"op":"segmentMatch","values":["big"]}]}]}},
             "segments":{"big":{"key":"big","version":1,"unbounded":true,"generation":1}}}
            """);
        using var client = DynamoDbLocal.CreateClient();
        await client.PutItemAsync(
            run.Table,
            new()
            {
                ["namespace"] = new("big_segments_user"),
                ["key"] = new(BigSegmentMembership.HashContextKey("ann")),
                ["included"] = new() { SS = ["big.g1"] },
            },
            Cancellation);

        (await run.PrintsAsync(["explain", "b", "--context", "ann"])).ShouldContain("serves on (rule 'r' matches)");
        (await run.PrintsAsync(["explain", "b", "--context", "bob"])).ShouldContain("serves off (");
    }

    [Fact]
    public async Task Explain_MissingFlag_IsRefused()
    {
        await using var run = await FlagRun.CreateAsync(Data);

        (await run.RunAsync("explain", "nope", "--context", "u")).ShouldBe(2);
        (await run.RunAsync("explain", "f", "--context", "{}")).ShouldBe(1);
    }

    private static Task WriteAsync(string path, string text) => File.WriteAllTextAsync(path, text, Cancellation);
}
