using System.Text;

namespace Confd.Toml.Tests;

/// <summary>Bytes, a text and a stream are read alike.</summary>
public sealed class TomlReaderSourceTests
{
    private const string Sample = "title = \"é☃😀\"\n[a.b]\nc = [1, 2]\n";

    [Fact]
    public void Read_TextOrStream_GivesWhatTheBytesGive()
    {
        var bytes = Encoding.UTF8.GetBytes(Sample);
        TomlTable[] tables =
        [
            TomlReader.Read(bytes, "f", cancellationToken: Cancellation), TomlReader.Read(Sample, "f", cancellationToken: Cancellation),
            TomlReader.Read(new MemoryStream(bytes), "f", cancellationToken: Cancellation),
        ];
        foreach (var table in tables)
        {
            table["title"].AsString().ShouldBe("é☃😀");
            table["a"].AsTable()["b"].AsTable()["c"].AsArray()[1].AsInteger().ShouldBe(2);
            table["a"].AsTable()["b"].AsTable()["c"].Position.ShouldBe(new SourcePosition(3, 5));
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("\uFEFF")]
    public void Read_NothingOrAMark_IsAnEmptyTable(string text)
    {
        TomlReader.Read(text, "f", cancellationToken: Cancellation).Count.ShouldBe(0);
        TomlReader.Read(new MemoryStream(Encoding.UTF8.GetBytes(text)), "f", cancellationToken: Cancellation).Count.ShouldBe(0);
    }

    [Fact]
    public void Read_Stream_StartsWhereItStandsAndLeavesItOpen()
    {
        var stream = new MemoryStream("junk\na = 1\n"u8.ToArray()) { Position = 5 };
        TomlReader.Read(stream, "f", cancellationToken: Cancellation)["a"].AsInteger().ShouldBe(1);
        stream.CanRead.ShouldBeTrue();
        stream.Position.ShouldBe(stream.Length);
    }

    [Theory]
    [InlineData("a = 1\nb = x", 2, 5)]
    [InlineData("é = 😀", 1, 1)]
    public void Read_BrokenText_NamesItsPlace(string text, int line, int column)
        => Should.Throw<TomlException>(() => TomlReader.Read(text, "f")).Position.ShouldBe(new SourcePosition(line, column));

    [Fact]
    public void Read_HalfOfASurrogatePair_IsRefusedAtItsPlace()
    {
        var error = Should.Throw<TomlException>(() => TomlReader.Read("a = 1\nb = \"😀" + (char)0xD83D + "\"", "f"));
        error.Message.ShouldBe("f:2:7: half of a surrogate pair is not a Unicode character");
    }

    [Fact]
    public void Read_Null_ThrowsArgumentNull()
    {
        Should.Throw<ArgumentNullException>(() => TomlReader.Read((string)null!, "f")).ParamName.ShouldBe("text");
        Should.Throw<ArgumentNullException>(() => TomlReader.Read((Stream)null!, "f")).ParamName.ShouldBe("utf8");
    }

    [Fact]
    public void Read_StreamThatBreaks_ReportsIt() => Should.Throw<IOException>(() => TomlReader.Read(new BrokenStream(), "f"));

    private sealed class BrokenStream : MemoryStream
    {
        public override void CopyTo(Stream destination, int bufferSize) => throw new IOException("the disk is gone");
    }
}
