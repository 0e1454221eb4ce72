using System.CommandLine;
using System.Text.RegularExpressions;
using Confd.Cli.Tools;
using Confd.TestSupport;

namespace Confd.Cli.Tests.Tools;

public sealed partial class NumberOptionTests
{
    [Theory]
    [InlineData("1", 1)]
    [InlineData("20", 20)]
    [InlineData("007", 7)]
    public void Value_NumberWithinItsBounds_IsRead(string text, int number)
    {
        var option = NumberOption.Create("--replicas", "How many.", 1, 20);

        Parse(option, text).GetValue(option).ShouldBe(number);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("21")]
    [InlineData("-1")]
    [InlineData("+1")]
    [InlineData("1.0")]
    [InlineData("x")]
    [InlineData("")]
    [InlineData("99999999999")]
    public void Value_AnyOtherText_IsRefusedWithTheBounds(string text)
    {
        var option = NumberOption.Create("--replicas", "How many.", 1, 20);

        Parse(option, text).Errors.Select(error => error.Message).ShouldBe([$"--replicas {text} is not a whole number from 1 to 20"]);
    }

    [Fact]
    public void Value_BelowTheMinimumWithoutAMaximum_IsRefused() =>
        Parse(NumberOption.Create("--version", "Its version.", 1L), "0").Errors.Single().Message
            .ShouldBe("--version 0 is not a whole number from 1");

    [Fact]
    public void Value_NotGiven_IsNull()
    {
        var option = NumberOption.Create("--replicas", "How many.", 1, 20);

        Parse(option).GetValue(option).ShouldBeNull();
    }

    [Fact]
    public void Source_NumericOptionsOfTools_UseNumberOptionOrACustomParser()
    {
        var files = Directory.EnumerateFiles(Path.Combine(RepositoryFiles.Root, "src", "Confd.Cli"), "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}"))
            .Select(file => (Name: Path.GetFileName(file), Text: File.ReadAllText(file)))
            .Where(file => file.Text.Contains("using System.CommandLine;")) // the backend commands have options of their own
            .Where(file => NumericOption().Matches(file.Text).Any(match => !match.Value.Contains("CustomParser =")))
            .Select(file => file.Name);

        files.ShouldBeEmpty("an option that the parser reads by itself throws where a validator asks for its value: use NumberOption");
    }

    private static ParseResult Parse(Option option, params string[] texts) =>
        new Command("test") { option }.Parse([.. texts.SelectMany(text => new[] { option.Name, text })]);

    [GeneratedRegex(
        @"(Option<(int|long|double|decimal)\??> \w+ = new|new Option<(int|long|double|decimal)\??>)\(.*?;\n",
        RegexOptions.Singleline,
        1000)]
    private static partial Regex NumericOption();
}
