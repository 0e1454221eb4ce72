using System.Text;
using Confd.DynamoDb.Secrets;

namespace Confd.DynamoDb.Tests.Secrets;

public sealed class SecretTextTests
{
    private static readonly SecretText Example = new(new byte[] { 1, 2, 3 }, new byte[12], new byte[] { 9, 8 }, new byte[16]);

    [Fact]
    public void Format_AndParse_AreInverse()
    {
        var text = Example.Format();

        text.ShouldStartWith("confd-secret:v1:");
        SecretText.IsSecret(Encoding.UTF8.GetBytes(text)).ShouldBeTrue();
        var parsed = SecretText.Parse(Encoding.UTF8.GetBytes(text));
        parsed.WrappedKey.ToArray().ShouldBe([1, 2, 3]);
        parsed.Ciphertext.ToArray().ShouldBe([9, 8]);
        parsed.Nonce.Length.ShouldBe(12);
        parsed.Tag.Length.ShouldBe(16);
    }

    [Theory]
    [InlineData("confd-secret:v1:", "its encrypted text is not whole")]
    [InlineData("confd-secret:v1:AAM=", "its encrypted text is not whole")]
    [InlineData("confd-secret:v1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "its encrypted text is not whole")]
    [InlineData("confd-secret:v1:not base64!", "its encrypted text is not whole")]
    [InlineData("confd-secret:v2:AAAA", "it is encrypted in a form that this version of confd does not know")]
    public void Parse_TruncatedOrOfAnotherVersion_ReportsItWithoutTheText(string text, string says) =>
        Should.Throw<FormatException>(() => SecretText.Parse(Encoding.UTF8.GetBytes(text))).Message.ShouldBe(says);

    [Fact]
    public void Parse_TruncatedBeforeItsTag_IsRefused()
    {
        var text = Encoding.UTF8.GetBytes((Example with { Ciphertext = default }).Format());

        // What is cut behind that, AES-GCM finds.
        for (var length = SecretText.Prefix.Length; length < text.Length; length++)
        {
            Should.Throw<FormatException>(() => SecretText.Parse(text.AsSpan(0, length)));
        }
    }

    [Fact]
    public void AssociatedData_OfDifferentPlaces_IsDifferent()
    {
        byte[][] all =
        [
            new SecretPlace("t", null).AssociatedData("/a/b"),
            new SecretPlace("t", "").AssociatedData("/a/b"),
            new SecretPlace("t", "/a").AssociatedData("/b"),
            new SecretPlace("t/a", null).AssociatedData("/b"),
            new SecretPlace("t", null).AssociatedData("/a/c"),
            new SecretPlace("u", null).AssociatedData("/a/b"),
        ];

        all.Select(Convert.ToHexString).Distinct().Count().ShouldBe(all.Length);
    }

    [Theory]
    [InlineData("settings", "settings")]
    [InlineData("arn:aws:dynamodb:eu-central-1:123456789012:table/settings", "settings")]
    public void Place_OfAnArn_IsTheTablesName(string name, string table) => SecretPlace.Of(name, null).Table.ShouldBe(table);
}
