using System.Text.RegularExpressions;
using Confd.TestSupport;

namespace Confd.Cli.Tests.Architecture;

/// <summary>Files are read by <c>RegularFile</c> of <c>Confd.Shared</c>, which no pipe in the place of one holds up and no size takes the
/// memory of.</summary>
/// <remarks>It is internal, and compiled into each library that reads files, by its project file:
/// <c>&lt;Compile Include="../Confd.Shared/Files/*.cs" LinkBase="Shared/Files" /&gt;</c>.</remarks>
public sealed partial class FileReaderTests
{
    // Who reads otherwise, and what.
    private static readonly Dictionary<string, string> Allowed = new(StringComparer.Ordinal)
    {
        ["Confd.Shared/Files/RegularFile.cs"] = "the reader itself, where the system is not Linux",
        ["Confd.GoTemplate/Time/LocalZone.cs"] = "the system's time zones",
        ["Confd.Engine/Posix/ProcessEnvironment.cs"] = "/proc",
        ["Confd.Engine/Posix/ProcessGroup.cs"] = "/proc",
        ["Confd.Engine/Running/ExecGuardian.cs"] = "a pipe of its own, and /dev/null",
        ["Confd.Cli/Http/ProcessMetrics.cs"] = "/proc",
        ["Confd.Cli/Logging/LogOrigin.cs"] = "/proc",
        ["Confd.Cli/Operation/ArgumentBytes.cs"] = "/proc",
        ["Confd.Cli/Signals/InitProcess.cs"] = "/proc",
        ["Confd.Cli/Operation/ThreadLimits.cs"] = "/proc and /sys",
        ["Confd.Cli/Flags/Evaluating/FlagEvalBulk.cs"] = "cases, line by line",
        ["Confd.Flags.Service/Receiving/AppendedFile.cs"] = "opens for writing, and judges what it opened itself",
        ["Confd.Flags.Service/Http/LeftoverSocket.cs"] = "opens for writing, too, which waits for nobody",
    };

    [Fact]
    public void Sources_ThatReadFiles_UseTheReader() =>
        Readers().Except(Allowed.Keys).ShouldBeEmpty(
            "read with RegularFile.ReadAll or ReadText of Confd.Shared.Files, which the project compiles in: "
            + "<Compile Include=\"../Confd.Shared/Files/*.cs\" LinkBase=\"Shared/Files\" />");

    [Fact]
    public void Allowed_AreReaders() => Allowed.Keys.Except(Readers()).ShouldBeEmpty("these read no more: remove them from the list");

    [Theory]
    [InlineData("var text = File.ReadAllText(path);", true)]
    [InlineData("using var file = File.OpenHandle(path);", true)]
    [InlineData("await File.ReadAllBytesAsync(path, token)", true)]
    [InlineData("File.ReadLines(path)", true)]
    [InlineData("new FileStream(path, FileMode.Open)", true)]
    [InlineData("new FileInfo(path).OpenRead()", true)]
    [InlineData("new StreamReader(path)", true)]
    [InlineData("store.ImportFromPemFile(path)", true)]
    [InlineData("X509Certificate2.CreateFromPemFile(certificate, key)", true)]
    [InlineData("X509CertificateLoader.LoadCertificateFromFile(path)", true)]
    [InlineData("ResourceFile.Open(path)", false)]
    [InlineData("new StreamReader(stream)", false)]
    [InlineData("RegularFile.ReadAll(path)", false)]
    public void Search_EachWayToReadAFile_FindsIt(string line, bool expected) => Reads().IsMatch(line).ShouldBe(expected);

    private static HashSet<string> Readers()
    {
        var source = Path.Combine(RepositoryFiles.Root, "src");
        return
        [
            .. RepositoryFiles.Sources.Where(file => Reads().IsMatch(File.ReadAllText(file)))
                .Select(file => Path.GetRelativePath(source, file)),
        ];
    }

    [GeneratedRegex(
        @"\bFile\.(ReadAll|ReadLines|Open)|new FileStream\(|\.Open(Read|Text)\(|new StreamReader\((path|file)"
        + @"|FromPemFile\(|FromEncryptedPemFile\(|FromFile\(",
        RegexOptions.ExplicitCapture)]
    private static partial Regex Reads();
}
