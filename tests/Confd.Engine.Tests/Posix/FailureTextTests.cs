using Confd.Backends;
using Confd.Engine.Posix;
using Confd.Engine.Templates;
using Confd.Engine.Updating;
using Confd.GoTemplate;
using Confd.GoTemplate.Values;
using Confd.Shared.Files;
using Confd.TestSupport;

namespace Confd.Engine.Tests.Posix;

public sealed class FailureTextTests
{
    private const string Secret = "hunter2";

    private static readonly ErrorText Quoting = ErrorText.Format(
        $"strconv.Atoi: parsing {ErrorText.Quoted(ByteString.FromString(Secret))}: invalid syntax");

    [Fact]
    public void Of_TemplateThatQuotesAValue_HasBothForms()
    {
        var text = FailureText.Of(new TemplateRenderException(Quoting, new TemplateException(TemplateErrorKind.Execution, Quoting)));

        text.Full.ShouldBe("strconv.Atoi: parsing \"hunter2\": invalid syntax");
        text.Redacted.ShouldBe("strconv.Atoi: parsing a string of 7 bytes: invalid syntax");
    }

    [Fact]
    public void Of_WrappedFailure_MessageQuotesNothing()
    {
        new UpdateException(Quoting).Message.ShouldNotContain(Secret);
        new KeyBackendException(Quoting.Full, Quoting.Redacted).Message.ShouldNotContain(Secret);
        UpdateFailure.Of("/x", new UpdateException(Quoting))
            .ToString()
            .ShouldBe("/x: strconv.Atoi: parsing a string of 7 bytes: invalid syntax");
        $"{Quoting}".ShouldNotContain(Secret);
    }

    [Fact]
    public void Of_TemplateThatCannotBeParsed_ReportsWhy() =>
        FailureText.Of(new TemplateException(TemplateErrorKind.Parse, "template: a.tmpl:1: unclosed action")).Redacted
            .ShouldBe("template: a.tmpl:1: unclosed action");

    [Fact]
    public void Of_Backend_ReportsWhy() =>
        FailureText.Of(new KeyBackendException("table config: not found")).Redacted.ShouldBe("table config: not found");

    [Fact]
    public void Of_BackendThatQuotesAValue_HasBothForms()
    {
        var text = FailureText.Of(new KeyBackendException(Quoting.Full, Quoting.Redacted));

        text.Full.ShouldContain(Secret);
        text.Redacted.ShouldNotContain(Secret);
    }

    // As the system says it, not as .NET does.
    [Fact]
    public void Of_FileThatCannotBeRead_IsWordedAsBySystem()
    {
        using var folder = new TempDirectory();
        folder.Write("plain", "");

        string RedactedTextOf(string path) => FailureText.Of(Should.Throw<SystemException>(() => File.ReadAllBytes(path))).Redacted;

        RedactedTextOf(folder["none"]).ShouldBe($"open {folder["none"]}: no such file or directory");
        RedactedTextOf(folder["none/below"]).ShouldBe($"open {folder["none/below"]}: no such file or directory");
        RedactedTextOf(folder["plain/below"]).ShouldBe($"open {folder["plain/below"]}: not a directory");
        RedactedTextOf(folder.Path).ShouldBe($"{folder.Path}: is a directory");
        FailureText.Of(new UnauthorizedAccessException("Access to the path '/x' is denied.")).Redacted.ShouldBe("/x: permission denied");
        FailureText.Of(new UnauthorizedAccessException("it may not be")).Redacted.ShouldBe("it may not be");
    }

    // .NET throws the same, error number included, where a folder that may be opened is opened as a file.
    [Fact]
    public void Of_UnlistableFolder_IsNotReportedAsAFile()
    {
        Assert.SkipWhen(Accounts.EffectiveUserId == 0, "root may list every folder");
        using var folder = new TempDirectory();
        var closed = Directory.CreateDirectory(folder["closed"]).FullName;
        File.SetUnixFileMode(closed, UnixFileMode.None);

        FailureText.Of(Should.Throw<UnauthorizedAccessException>(() => Directory.GetFiles(closed))).Redacted
            .ShouldBe($"{closed}: permission denied");
        FileReadException.From(Should.Throw<UnauthorizedAccessException>(() => File.ReadAllBytes(closed)), closed).Reason
            .ShouldBe("permission denied");
        File.SetUnixFileMode(closed, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    [Fact]
    public void Of_AnythingElse_ReportsItsKindOnly() =>
        FailureText.Of(new FormatException($"'{Secret}' is no number", new InvalidOperationException(Secret)))
            .Redacted.ShouldBe("an unexpected FormatException");
}
