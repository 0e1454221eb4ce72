using Confd.Backends.ZooKeeper.Protocol;

namespace Confd.Backends.ZooKeeper.Tests.Protocol;

public sealed class JuteTests
{
    [Fact]
    public void Frame_OfEachKind_IsEncodedAsInTheProtocol() =>
        new JuteWriter().Write(1).Write(-2L).Write(true).Write("ä").Write([7, 8]).ToFrame().ShouldBe(
        [
            0, 0, 0, 25, 0, 0, 0, 1, 255, 255, 255, 255, 255, 255, 255, 254, 1, 0, 0, 0, 2, 0xC3, 0xA4, 0, 0, 0, 2, 7, 8,
        ]);

    [Fact]
    public void Read_WhatWasWritten_IsTheSame()
    {
        var reader = new JuteReader(new JuteWriter().Write(1).Write(-2L).Write("ä").Write([7, 8]).ToFrame().AsSpan(4));

        reader.ReadInt().ShouldBe(1);
        reader.ReadLong().ShouldBe(-2);
        reader.ReadText().ShouldBe("ä");
        reader.ReadBytes().ShouldBe([7, 8]);
    }

    [Fact]
    public void Read_NoBytesAtAll_IsEmpty()
    {
        byte[] none = [255, 255, 255, 255];

        new JuteReader(none).ReadBytes().ShouldBeEmpty();
        new JuteReader(none).ReadText().ShouldBeEmpty();
        new JuteReader(none).ReadTexts().ShouldBeEmpty();
    }

    [Theory]
    [InlineData(new byte[] { 0, 0, 0 })]
    [InlineData(new byte[] { 0, 0, 0, 9, 1 })]
    [InlineData(new byte[] { 127, 255, 255, 255, 0 })]
    public void Read_InvalidLengths_AreRefused(byte[] frame)
    {
        Should.Throw<InvalidDataException>(() => new JuteReader(frame).ReadBytes());
        Should.Throw<InvalidDataException>(() => new JuteReader(frame).ReadTexts());
    }
}
