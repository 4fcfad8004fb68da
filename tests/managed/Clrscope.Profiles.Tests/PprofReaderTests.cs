using System.IO.Compression;
using Clrscope.Testing;
using FsCheck;
using FsCheck.Fluent;
using Google.Protobuf;
using Xunit;

namespace Clrscope.Profiles.Tests;

public sealed class PprofReaderTests
{
    [Fact]
    public void ReadsWhatWeWrite() => Prop.ForAll(
        ProfileGenerator.Profiles,
        profile => ProfileText.All(profile) == ProfileText.All(Read(PprofWriterTests.Write(profile)))).QuickCheckThrowOnFailure();

    [Fact]
    public void ReadsAFile()
    {
        using var directory = new TemporaryDirectory();
        string path = directory.File("a.pb.gz");
        File.WriteAllBytes(path, PprofWriterTests.Write(TestProfiles.Typical()));

        Assert.Equal(ProfileText.All(TestProfiles.Typical()), ProfileText.All(PprofReader.Read(path)));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void ReadsProfilesOfOthers(bool packed)
    {
        Profile profile = Read(packed ? Gzip(Foreign().ToByteArray()) : Foreign().ToByteArray());

        Assert.Equal(
            """
            types alloc_objects/count alloc_space/bytes inuse_space/bytes period 524288 space/bytes
            window 1600000000000000000 0 default 'inuse_space'
            drop 'runtime\..*' keep 'main' doc 'https://example.org'
            comment 'first'
            comment 'second'
            mapping MappingInfo { Start = 4194304, Limit = 8388608, FileOffset = 0, FileName = /bin/app, BuildId = , HasFunctions = True, HasFileNames = False, HasLineNumbers = False, HasInlineFrames = True }
            function FunctionInfo { Name = outer, SystemName = outer, FileName = a.go, StartLine = 0 }
            function FunctionInfo { Name = inlined, SystemName = inlined, FileName = a.go, StartLine = 7 }
            location 0 4194816 True [Line { Function = 1, LineNumber = 12, Column = 0 }, Line { Function = 0, LineNumber = 90, Column = 3 }]
            location -1 5 False []
            sample 1 0 = 1 2 -3 Label { Key = bytes, Text = , Number = 16, Unit = bytes }, Label { Key = bytes, Text = , Number = 32, Unit = bytes }
            """,
            ProfileText.All(profile));
    }

    [Fact]
    public void ReadsListsThatAreNotPackedAndSkipsFieldsItDoesNotKnow()
    {
        // sample_type {type 1}; sample {location_id 9, location_id 9, value 4, unknown fixed64, fixed32 and bytes};
        // location {id 9}; strings "" and "n"; unknown field 99.
        byte[] bytes =
        [
            0x0A, 0x02, 0x08, 0x01,
            0x12, 0x17, 0x08, 0x09, 0x08, 0x09, 0x10, 0x04, 0x79, 1, 2, 3, 4, 5, 6, 7, 8, 0x7D, 1, 2, 3, 4, 0x7A, 0x01, 0xFF,
            0x22, 0x02, 0x08, 0x09,
            0x32, 0x00, 0x32, 0x01, (byte)'n',
            0x98, 0x06, 0x01,
        ];
        bytes[5] = (byte)(bytes.Length - 6 - 12);
        Profile profile = Read(bytes);

        Assert.Equal("n/", Assert.Single(profile.SampleTypes).ToString());
        Sample sample = Assert.Single(profile.Samples);
        Assert.Equal((int[])[0, 0], sample.Locations);
        Assert.Equal((long[])[4], sample.Values);
    }

    [Theory]
    [InlineData("no strings", "table of strings")]
    [InlineData("first string", "table of strings")]
    [InlineData("string index", "there is no string 99")]
    [InlineData("negative string index", "there is no string 18446744073709551615")]
    [InlineData("location", "there is no location 99")]
    [InlineData("function", "there is no function 99")]
    [InlineData("mapping", "there is no mapping 99")]
    [InlineData("line without function", "there is no function 0")]
    [InlineData("id 0", "a location has no id")]
    [InlineData("id twice", "two functions have the id 7")]
    [InlineData("values", "a sample has 2 values for 3 sample types")]
    [InlineData("more values", "a list has more than 3 elements")]
    [InlineData("no types", "a list has more than 0 elements")]
    public void NamesWhatContradictsItself(string what, string reason)
    {
        Wire.Profile wire = Foreign();
        switch (what)
        {
            case "no strings":
                wire.StringTable.Clear();
                break;
            case "first string":
                wire.StringTable[0] = "x";
                break;
            case "string index":
                wire.Function[0].Name = 99;
                break;
            case "negative string index":
                wire.DropFrames = -1;
                break;
            case "location":
                wire.Sample[0].LocationId[0] = 99;
                break;
            case "function":
                wire.Location[0].Line[0].FunctionId = 99;
                break;
            case "mapping":
                wire.Location[0].MappingId = 99;
                break;
            case "line without function":
                wire.Location[0].Line[0].FunctionId = 0;
                break;
            case "id 0":
                wire.Location[0].Id = 0;
                break;
            case "id twice":
                wire.Function[1].Id = 7;
                break;
            case "values":
                wire.Sample[0].Value.RemoveAt(0);
                break;
            case "more values":
                wire.Sample[0].Value.Add(1);
                break;
            case "no types":
                wire.SampleType.Clear();
                break;
        }
        Refuses(wire.ToByteArray(), reason);
    }

    [Fact]
    public void RefusesWhatIsNoProfile()
    {
        Refuses([], "table of strings");
        Refuses("hello, world"u8.ToArray(), "field 13 has the unknown wire type 4");
        Refuses([0x0B], "field 1 has the unknown wire type 3");
        Refuses([0x00, 0x00], "a field has an impossible number");
        Refuses([0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x01], "a number is cut off or too long");
        Refuses([0x1F, 0x8B, 1, 2, 3], "");
        Refuses([0x0A, 0x05, 0x08], "field 1 claims 5 bytes, 1 are left");
    }

    [Fact]
    public void RefusesAFileThatIsCutAtAnyPlace()
    {
        byte[] packed = PprofWriterTests.Write(TestProfiles.Typical());
        for (int length = 1; length < packed.Length; length++)
        {
            Refuses(packed[..length], "");
        }
    }

    [Fact]
    public void AWrongBitInThePackedBytesNeverGivesAnotherProfile()
    {
        string original = ProfileText.All(TestProfiles.Typical());
        byte[] packed = PprofWriterTests.Write(TestProfiles.Typical());
        int harmless = 0;
        for (int bit = 10 * 8; bit < packed.Length * 8; bit++)
        {
            byte[] damaged = [.. packed];
            damaged[bit / 8] ^= (byte)(1 << (bit % 8));
            try
            {
                Assert.Equal(original, ProfileText.All(Read(damaged)));
                harmless++;
            }
            catch (PprofFormatException)
            {
            }
        }

        // The bits that fill the last byte before the checksum mean nothing.
        Assert.InRange(harmless, 0, 8);
    }

    [Fact]
    public void TheMessageNamesTheFile()
    {
        using var directory = new TemporaryDirectory();
        string path = directory.File("notes.txt");
        File.WriteAllText(path, "hello, world");
        PprofFormatException e = Assert.Throws<PprofFormatException>(() => PprofReader.Read(path));

        Assert.Equal(path, e.ProfileSource);
        Assert.Equal($"{path} is not a readable pprof profile: {e.Reason}.", e.Message);
    }

    [Fact]
    public void AMissingFileIsAnIOException() =>
        Assert.ThrowsAny<IOException>(() => PprofReader.Read("/none/a.pb.gz"));

    [Fact]
    public void DoesNotUnpackMoreThanTheLimit()
    {
        var limits = new PprofLimits { MaxBytes = 1 << 20 };
        Refuses(Gzip(new byte[(1 << 20) + 1]), "it is larger than 1048576 bytes", limits);
        Refuses(new byte[(1 << 20) + 1], "it is larger than 1048576 bytes", limits);
    }

    [Fact]
    public void DoesNotMakeMoreEntriesThanTheLimit()
    {
        int entries = Foreign().StringTable.Count + 3 + 1 + 2 + 2 + 2 + 1 + 2 + 2;
        Read(Foreign().ToByteArray(), new PprofLimits { MaxEntries = entries });
        Refuses(Foreign().ToByteArray(), $"it has more than {entries - 1} entries", new PprofLimits { MaxEntries = entries - 1 });
    }

    [Fact]
    public void DoesNotMakeMoreFramesThanTheLimit() =>
        Refuses(Foreign().ToByteArray(), "a list has more than 1 elements", new PprofLimits { MaxFrames = 1 });

    [Fact]
    public void DoesNotMakeMoreSampleTypesThanTheLimit() =>
        Refuses(Foreign().ToByteArray(), "it has 3 sample types", new PprofLimits { MaxSampleTypes = 2 });

    [Fact]
    public void DamagedProfilesAreRefusedOrRead()
    {
        byte[] original = Foreign().ToByteArray();
        int read = 0, refused = 0;
        for (int seed = 0; seed < 5_000; seed++)
        {
            var random = new Random(seed);
            byte[] bytes = [.. original];
            for (int i = random.Next(1, 5); i > 0; i--)
            {
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            }
            try
            {
                Profile profile = Read(bytes);
                HotMethods.Compute(profile, profile.DefaultValueIndex);
                FoldedStacks.Build(profile, profile.DefaultValueIndex);
                Read(PprofWriterTests.Write(profile));
                read++;
            }
            catch (PprofFormatException)
            {
                refused++;
            }
            catch (Exception e)
            {
                Assert.Fail($"seed {seed}: {e}");
            }
        }
        Assert.InRange(read, 500, 4_500);
        Assert.InRange(refused, 500, 4_500);
    }

    /// <summary>A profile as no kind of ours is: three types, ids out of order, several values for a label.</summary>
    private static Wire.Profile Foreign()
    {
        var wire = new Wire.Profile
        {
            StringTable =
            {
                "", "alloc_objects", "count", "alloc_space", "bytes", "inuse_space", "space", "/bin/app", "outer", "inlined",
                "a.go", "first", "second", @"runtime\..*", "main", "https://example.org",
            },
            SampleType =
            {
                new Wire.ValueType { Type = 1, Unit = 2 },
                new Wire.ValueType { Type = 3, Unit = 4 },
                new Wire.ValueType { Type = 5, Unit = 4 },
            },
            PeriodType = new Wire.ValueType { Type = 6, Unit = 4 },
            Period = 524288,
            TimeNanos = 1_600_000_000_000_000_000,
            DefaultSampleType = 5,
            DropFrames = 13,
            KeepFrames = 14,
            DocUrl = 15,
            Comment = { 11, 12 },
            Mapping =
            {
                new Wire.Mapping
                {
                    Id = 1000,
                    MemoryStart = 0x400000,
                    MemoryLimit = 0x800000,
                    Filename = 7,
                    HasFunctions = true,
                    HasInlineFrames = true,
                },
            },
            Function =
            {
                new Wire.Function { Id = 7, Name = 8, SystemName = 8, Filename = 10 },
                new Wire.Function { Id = 3, Name = 9, SystemName = 9, Filename = 10, StartLine = 7 },
            },
            Location =
            {
                new Wire.Location
                {
                    Id = 50,
                    MappingId = 1000,
                    Address = 0x400200,
                    IsFolded = true,
                    Line =
                    {
                        new Wire.Line { FunctionId = 3, Line_ = 12 },
                        new Wire.Line { FunctionId = 7, Line_ = 90, Column = 3 },
                    },
                },
                new Wire.Location { Id = 40, Address = 5 },
            },
            Sample =
            {
                new Wire.Sample
                {
                    LocationId = { 40, 50 },
                    Value = { 1, 2, -3 },
                    Label =
                    {
                        new Wire.Label { Key = 4, Num = 16, NumUnit = 4 },
                        new Wire.Label { Key = 4, Num = 32, NumUnit = 4 },
                    },
                },
            },
        };
        return wire;
    }

    private static Profile Read(byte[] bytes, PprofLimits? limits = null) =>
        PprofReader.Read(new MemoryStream(bytes), "test", limits);

    private static void Refuses(byte[] bytes, string reason, PprofLimits? limits = null)
    {
        PprofFormatException e = Assert.Throws<PprofFormatException>(() => Read(bytes, limits));
        Assert.Contains(reason, e.Message, StringComparison.Ordinal);
    }

    private static byte[] Gzip(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal))
        {
            gzip.Write(bytes);
        }
        return packed.ToArray();
    }
}
