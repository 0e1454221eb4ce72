using Confd.GoTemplate.Parsing;
using Confd.GoTemplate.Values;

namespace Confd.GoTemplate.Tests.Parsing;

public sealed class NameTableTests
{
    [Theory]
    [InlineData(3)]
    [InlineData(32)]
    [InlineData(200)]
    public void Find_ManyNames_GivesTheObjectOfEach(int count)
    {
        using var table = new NameTable<string>();
        var names = Enumerable.Range(0, count).Select(number => $"name{number}").ToArray();
        foreach (var name in names)
        {
            table.Find(Bytes(name)).ShouldBeNull();
            table.Add(Bytes(name), name);
        }

        foreach (var name in names)
        {
            table.Find(Bytes(name)).ShouldBeSameAs(name);
        }

        table.Select(static name => name).ShouldBe(names, ignoreOrder: true);
    }

    [Fact]
    public void Find_NamesThatBeginAlike_AreDistinguished()
    {
        using var table = new NameTable<string>();
        string[] names = ["", "\0", "\0\0", "a", "a\0", "\0a", "abcdefg", "abcdefgh", "abcdefghi", "abcdefghj", "hgfedcba"];
        foreach (var name in names)
        {
            table.Find(Bytes(name)).ShouldBeNull();
            table.Add(Bytes(name), name);
        }

        names.ShouldAllBe(name => ReferenceEquals(table.Find(Bytes(name)), name));
    }

    private static ByteString Bytes(string name) => ByteString.FromString(name);
}
