using Confd.Engine.Validation;
using Confd.TestSupport;

namespace Confd.Engine.Tests.Validation;

public sealed class RandomnessValidatorTests : IDisposable
{
    private readonly TempDirectory _folder = new();

    [Theory]
    [InlineData("{{uuidv4}}", "uuidv4")]
    [InlineData("{{if false}}{{uuidv4}}{{end}}", "uuidv4")]
    [InlineData("{{define \"x\"}}{{randNumeric 3 | upper}}{{end}}", "randNumeric")]
    [InlineData("{{uuidv4}}{{randAlpha 3}}{{uuidv4}}", "randAlpha uuidv4")]
    [InlineData("{{\"uuidv4\"}} uuidv4 {{/* uuidv4 */}}", "")]
    [InlineData("{{now}}{{getv \"/uuidv4\"}}", "")]
    public void Find_Template_NamesItsRandomFunctionsOnceAndInOrder(string template, string functions) =>
        Find(template).ShouldBe(functions);

    [Theory]
    [InlineData("{{include \"part\"}}", "uuidv4")]
    [InlineData("{{$name := \"part\"}}{{include $name}}", "uuidv4")]
    [InlineData("{{include \"sub/../part\"}}", "uuidv4")]
    [InlineData("{{include \"/part\"}}", "uuidv4")]
    [InlineData("{{\"part\"}}", "")]
    [InlineData("{{include \"none\"}}", "")]
    [InlineData("{{include \"\"}}", "")]
    [InlineData("{{include \".\"}}", "")]
    [InlineData("{{include \"sub\"}}", "")]
    [InlineData("{{include \"../outside\"}}", "")]
    [InlineData("{{include \"part\\x00\"}}", "")]
    [InlineData("{{include \"broken\"}}", "")]
    public void Find_FilesThatItMayInclude_AreSearchedBelowTheFolder(string template, string functions)
    {
        _folder.Write("templates/part", "{{uuidv4}}");
        _folder.Write("templates/broken", "{{uuidv4");
        _folder.Write("templates/sub/deep", "{{uuidv4}}");
        _folder.Write("outside", "{{uuidv4}}");

        Find(template).ShouldBe(functions);
    }

    [Fact]
    public void Find_CyclicIncludes_AreEachSearchedOnce()
    {
        _folder.Write("templates/one", "{{include \"two\"}}{{randAscii 1}}");
        _folder.Write("templates/two", "{{include \"one\"}}{{include \"a.tmpl\"}}{{uuidv4}}");

        Find("{{include \"one\"}}").ShouldBe("randAscii uuidv4");
    }

    [Fact]
    public void Find_ImpossibleFileName_IsIgnored() => Find($"{{{{include \"{new string('n', 5000)}\"}}}}").ShouldBe("");

    [Fact]
    public void Find_NoTemplate_FindsNothing() =>
        new RandomnessValidator(_folder["templates"]).Find(_folder["templates/none"]).ShouldBeEmpty();

    public void Dispose() => _folder.Dispose();

    private string Find(string template)
    {
        var path = _folder.Write("templates/a.tmpl", template);
        return string.Join(' ', new RandomnessValidator(_folder["templates"]).Find(path));
    }
}
