<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>media</name>
    <message>
        <location filename="../../../lance_studio/media/animation.py"/>
        <source>&apos;{name}&apos; is cut short or damaged: {count} of its pictures can be read.</source>
        <translation>“{name}”不完整或已损坏：可读取其中的 {count} 张图片。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/media/animation.py"/>
        <location filename="../../../lance_studio/media/animation_parts.py"/>
        <location filename="../../../lance_studio/media/images.py"/>
        <location filename="../../../lance_studio/media/kind.py"/>
        <location filename="../../../lance_studio/media/opening.py"/>
        <source>Copy, download or export it again.</source>
        <translation>请重新复制、下载或导出它。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/media/animation.py"/>
        <source>Make it shorter.</source>
        <translation>请将它缩短。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/media/animation.py"/>
        <source>&apos;{name}&apos; is damaged: {readable} of its {count} pictures can be read.</source>
        <translation>“{name}”已损坏：{count} 张图片中可读取 {readable} 张。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/media/animation_parts.py"/>
        <location filename="../../../lance_studio/media/files.py"/>
        <source>&apos;{name}&apos; cannot be read: {error}.</source>
        <translation>无法读取“{name}”：{error}。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/media/camera_raw.py"/>
        <source>Fujifilm, RAF</source>
        <translation>富士，RAF</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/media/camera_raw.py"/>
        <source>Olympus, ORF</source>
        <translation>奥林巴斯，ORF</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/media/camera_raw.py"/>
        <source>Panasonic or Leica, RW2</source>
        <translation>松下或徕卡，RW2</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/media/camera_raw.py"/>
        <source>Canon, CRW</source>
        <translation>佳能，CRW</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/media/camera_raw.py"/>
        <source>Canon, CR3</source>
        <translation>佳能，CR3</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/media/camera_raw.py"/>
        <source>Minolta, MRW</source>
        <translation>美能达，MRW</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/media/camera_raw.py"/>
        <source>Sigma, X3F</source>
        <translation>适马，X3F</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/media/camera_raw.py"/>
        <source>Phase One, IIQ</source>
        <translation>飞思，IIQ</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/media/camera_raw.py"/>
        <source>Canon, CR2</source>
        <translation>佳能，CR2</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/media/camera_raw.py"/>
        <source>Nikon, NEF</source>
        <translation>尼康，NEF</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/media/camera_raw.py"/>
        <source>Sony, ARW</source>
        <translation>索尼，ARW</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/media/camera_raw.py"/>
        <source>Pentax, PEF</source>
        <translation>宾得，PEF</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/media/camera_raw.py"/>
        <source>Ricoh, PEF</source>
        <translation>理光，PEF</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/media/camera_raw.py"/>
        <source>Samsung, SRW</source>
        <translation>三星，SRW</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/media/camera_raw.py"/>
        <source>Hasselblad, 3FR</source>
        <translation>哈苏，3FR</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/media/camera_raw.py"/>
        <source>Epson, ERF</source>
        <translation>爱普生，ERF</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/media/camera_raw.py"/>
        <source>Kodak, DCR</source>
        <translation>柯达，DCR</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/media/camera_raw.py"/>
        <source>Mamiya, MEF</source>
        <translation>玛米亚，MEF</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/media/camera_raw.py"/>
        <source>Leaf, MOS</source>
        <translation>利图，MOS</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/media/camera_raw.py"/>
        <source>built like TIFF</source>
        <translation>结构类似 TIFF</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/media/choosing.py"/>
        <source>&apos;{name}&apos; has no page {page}.</source>
        <translation>“{name}”没有第 {page} 页。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/media/choosing.py"/>
        <source>It has one picture: leave the page out.</source>
        <translation>它只有一张图片：请不要指定页码。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/media/choosing.py"/>
        <source>It has {count} pages: choose one of them.</source>
        <translation>它的页数为 {count}：请选择其中一页。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/media/choosing.py"/>
        <source>{name} (page {page})</source>
        <translation>{name}（第 {page} 页）</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/media/choosing.py"/>
        <location filename="../../../lance_studio/media/describe_picture.py"/>
        <source>more than {most:,}</source>
        <translation>超过 {most:,}</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/media/choosing.py"/>
        <source>The raw file &apos;{name}&apos; holds no JPEG of its camera.</source>
        <translation>RAW 文件“{name}”中没有相机生成的 JPEG。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/media/choosing.py"/>
        <source>Develop it with the camera&apos;s program, darktable or RawTherapee.</source>
        <translation>请用相机的软件、darktable 或 RawTherapee 将其冲洗。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/media/choosing.py"/>
        <source>The raw file &apos;{name}&apos; ({raw_size} pixels) holds only a small JPEG of its camera ({size} pixels).</source>
        <translation>RAW 文件“{name}”（{raw_size} 像素）中只有相机生成的小尺寸 JPEG（{size} 像素）。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/media/choosing.py"/>
        <source>{name} (camera JPEG)</source>
        <translation>{name}（相机 JPEG）</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/media/compose.py"/>
        <source>Source {source}, result {result} and mask {mask} differ in size.</source>
        <translation>源 {source}、结果 {result} 与蒙版 {mask} 的尺寸不同。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/media/compose.py"/>
        <source>Resize them first.</source>
        <translation>请先调整它们的尺寸。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/media/compose.py"/>
        <source>The feather is {feather} pixels.</source>
        <translation>羽化为 {feather} 像素。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/media/compose.py"/>
        <source>Choose 0 to {most}.</source>
        <translation>请选择 0 到 {most}。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/media/damage.py"/>
        <source>Copy or export it again; if only this copy exists, cut the readable part out with a video editor.</source>
        <translation>请重新复制或导出它；如果只有这一份，请用视频编辑软件截取可读取的部分。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/media/damage.py"/>
        <source>&apos;{name}&apos; is damaged or cut short: only its first {count} frames can be read.</source>
        <translation>“{name}”已损坏或不完整：只能读取前 {count} 帧。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/media/damage.py"/>
        <source>&apos;{name}&apos; is cut short or damaged: {count} of {declared} frames can be read.</source>
        <translation>“{name}”不完整或已损坏：{declared} 帧中可读取 {count} 帧。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/media/decoded_index.py"/>
        <location filename="../../../lance_studio/media/iso_claims.py"/>
        <source>Cut the part that you need out of it.</source>
        <translation>请从中截取需要的部分。</translation>
    </message>
    <message numerus="yes">
        <location filename="../../../lance_studio/media/describe.py"/>
        <source>Subtitles are left out ({n} tracks).</source>
        <translation>
            <numerusform>字幕被略去（{n} 条轨道）。</numerusform>
        </translation>
    </message>
    <message>
        <location filename="../../../lance_studio/media/describe_picture.py"/>
        <source>the profile &apos;{profile}&apos;</source>
        <translation>配置文件“{profile}”</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/media/describe_picture.py"/>
        <source>an embedded profile</source>
        <translation>内嵌的配置文件</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/media/files.py"/>
        <source>&apos;{file}&apos; is a folder.</source>
        <translation>“{file}”是文件夹。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/media/files.py"/>
        <source>Choose a picture or a video inside it.</source>
        <translation>请选择其中的图片或视频。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/media/files.py"/>
        <source>&apos;{file}&apos; is {kind}, not an ordinary file.</source>
        <translation>“{file}”是{kind}，不是普通文件。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/media/files.py"/>
        <source>Choose a picture or a video file.</source>
        <translation>请选择图片或视频文件。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/media/files.py"/>
        <location filename="../../../lance_studio/media/sources.py"/>
        <source>&apos;{name}&apos; is empty.</source>
        <translation>“{name}”是空的。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/media/files.py"/>
        <location filename="../../../lance_studio/media/sources.py"/>
        <source>Copy or download it again.</source>
        <translation>请重新复制或下载它。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/media/files.py"/>
        <source>&apos;{file}&apos; does not exist.</source>
        <translation>“{file}”不存在。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/media/files.py"/>
        <source>Check the path, or whether the file was moved.</source>
        <translation>请检查路径，以及文件是否已被移动。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/media/files.py"/>
        <source>&apos;{file}&apos; may not be read.</source>
        <translation>没有读取“{file}”的权限。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/media/files.py"/>
        <source>Change its permissions, or copy it elsewhere.</source>
        <translation>请更改其权限，或将它复制到别处。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/media/files.py"/>
        <source>&apos;{name}&apos; is {size:,.1f} GiB long, but next to nothing of it is stored.</source>
        <translation>“{name}”长 {size:,.1f} GiB，但其中几乎没有存储任何内容。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/media/files.py"/>
        <source>It is an unfinished copy or download: copy or download it again.</source>
        <translation>它是未完成的复制或下载：请重新复制或下载。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/media/files.py"/>
        <source>Check the disk it lies on.</source>
        <translation>请检查它所在的磁盘。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/media/frames.py"/>
        <source>&apos;{name}&apos; has no frame {number}; it has {frame_count}, numbered from 0.</source>
        <translation>“{name}”没有第 {number} 帧；它有 {frame_count} 帧，从 0 开始编号。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/media/frames.py"/>
        <source>Choose a frame inside the video.</source>
        <translation>请选择视频范围内的帧。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/media/frames.py"/>
        <source>Frame {number} of &apos;{name}&apos; cannot be read: the file is damaged there.</source>
        <translation>无法读取“{name}”的第 {number} 帧：文件在该处已损坏。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/media/frames.py"/>
        <source>Copy or export it again; if only this copy exists, cut the readable part out.</source>
        <translation>请重新复制或导出它；如果只有这一份，请截取可读取的部分。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/media/heif.py"/>
        <source>a HEIC sequence, which has no picture that stands for all</source>
        <translation>一个 HEIC 序列，其中没有代表整体的图片</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/media/heif.py"/>
        <source>a HEIF picture whose codec is unknown here</source>
        <translation>一张 HEIF 图片，其编解码器无法识别</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/media/heif.py"/>
        <source>a HEIF picture that is put together of several, which is not supported</source>
        <translation>一张由多张图片叠合而成的 HEIF 图片，不支持</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/media/images.py"/>
        <source>&apos;{name}&apos; is a damaged or incomplete picture: {reason}.</source>
        <translation>“{name}”是已损坏或不完整的图片：{reason}。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/media/images.py"/>
        <source>A WebP picture has at most {most} pixels on a side, and this one is {width}x{height}.</source>
        <translation>WebP 图片每边最多 {most} 像素，而这张是 {width}x{height}。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/media/images.py"/>
        <source>Choose a smaller size, or a name that ends in .png.</source>
        <translation>请选择较小的尺寸，或以 .png 结尾的名称。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/media/iso_claims.py"/>
        <source>&apos;{name}&apos; claims {count} frames or samples in {size} bytes.</source>
        <translation>“{name}”声称在 {size} 字节中有 {count} 帧或采样。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/media/iso_claims.py"/>
        <source>It is damaged or was made to do harm: copy or export it again.</source>
        <translation>它已损坏，或是恶意制作的：请重新复制或导出。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/media/kind.py"/>
        <source>&apos;{name}&apos; is a damaged picture.</source>
        <translation>“{name}”是已损坏的图片。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/media/notes.py"/>
        <source>The picture is turned clockwise by {degrees}°, as the file says.</source>
        <translation>按文件的说明，画面顺时针旋转了 {degrees}°。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/media/notes.py"/>
        <source>Pixels are not square ({aspect}:1): {stored} as stored are shown as {shown}.</source>
        <translation>像素不是正方形（{aspect}:1）：存储为 {stored}，显示为 {shown}。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/media/notes.py"/>
        <source>The film is interlaced; each frame is made of its two fields without combs (bwdif).</source>
        <translation>影片是隔行扫描的；每帧由两个场合成，没有梳状条纹（bwdif）。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/media/notes.py"/>
        <source>The film is interlaced; the two fields of each frame are shown together.</source>
        <translation>影片是隔行扫描的；每帧的两个场一起显示。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/media/notes.py"/>
        <source>The film has transparency, which is kept: what lies below shows through.</source>
        <translation>影片带有透明度，会予以保留：下方的内容可以透出来。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/media/notes.py"/>
        <source>Frames are shown for different times (variable rate); the rate given is that of most of them.</source>
        <translation>各帧的显示时长不同（可变帧率）；给出的是多数帧的帧率。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/media/notes.py"/>
        <source>The file names no frame rate; {rate} frames a second are assumed.</source>
        <translation>文件没有注明帧率；按每秒 {rate} 帧处理。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/media/notes.py"/>
        <source>The file plays parts of the film at another speed; its sound is left at its own.</source>
        <translation>文件以不同速度播放影片的某些部分；其声音保持原速。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/media/notes.py"/>
        <source>The film begins in the middle of a group; frames that need what was cut off and are left out: {count}.</source>
        <translation>影片从一组帧的中间开始；依赖被截去部分而被略去的帧：{count}。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/media/notes.py"/>
        <source>The file was cut off within a frame or a packet; what is incomplete at its end is left out.</source>
        <translation>文件在某一帧或某个数据包中间被截断；末尾不完整的部分已略去。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/media/notes.py"/>
        <source>The file has {count} video tracks; the first one is used.</source>
        <translation>文件有 {count} 条视频轨道；使用第一条。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/media/notes.py"/>
        <source>{count} pictures of the animation are to be shown for {least} ms or less; each is shown for {shown} ms, as browsers do.</source>
        <translation>动画中有 {count} 张图片规定只显示 {least} 毫秒或更短；与浏览器一样，每张显示 {shown} 毫秒。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/media/notes.py"/>
        <source>HDR ({kind}) is shown as SDR: up to diffuse white (203 cd/m²) nearly as it is, what is brighter is compressed.</source>
        <translation>HDR（{kind}）按 SDR 显示：漫射白（203 cd/m²）以下几乎保持原样，更亮的部分会被压缩。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/media/notes.py"/>
        <source>Colours are converted to sRGB ({colours}).</source>
        <translation>颜色已转换为 sRGB（{colours}）。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/media/notes.py"/>
        <source>The file names no colour matrix; {matrix} is assumed.</source>
        <translation>文件没有注明颜色矩阵；按 {matrix} 处理。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/media/notes.py"/>
        <source>{bits} bits a channel are reduced to 8.</source>
        <translation>每通道 {bits} 位减为 8 位。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/media/notes.py"/>
        <source>Colours are converted from {profile} to sRGB.</source>
        <translation>颜色已从{profile}转换为 sRGB。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/media/notes.py"/>
        <source>The file embeds {profile}, which cannot be applied to such a picture; it is taken for sRGB.</source>
        <translation>文件中嵌有{profile}，它不适用于这种图片；按 sRGB 处理。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/media/notes.py"/>
        <source>Colours are converted to sRGB by the gamma and the primaries that the file names (gAMA, cHRM).</source>
        <translation>颜色已按文件注明的伽马和原色（gAMA、cHRM）转换为 sRGB。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/media/notes.py"/>
        <source>The picture is CMYK without a profile; its colours are guessed.</source>
        <translation>图片是没有配置文件的 CMYK；其颜色是推测的。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/media/notes.py"/>
        <source>Transparent parts stay transparent on the timeline; on its own the picture is seen on white.</source>
        <translation>透明的部分在时间线上保持透明；单独查看时，图片以白色为底。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/media/notes.py"/>
        <source>The file holds {count} pictures; page {page} is used.</source>
        <translation>文件含多张图片（数量：{count}）；使用第 {page} 页。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/media/notes.py"/>
        <source>The JPEG that the camera put into the file is used ({size} pixels); the raw picture ({raw_size}) is not developed.</source>
        <translation>使用相机存入文件的 JPEG（{size} 像素）；RAW 图像（{raw_size}）未冲洗。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/media/notes.py"/>
        <source>The file holds {count} pictures, for example an animation; the first one is used as a still.</source>
        <translation>文件含多张图片（数量：{count}），例如动画；第一张用作静态图片。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/media/notes.py"/>
        <source>The file also holds how far away everything was (depth), which is left out.</source>
        <translation>文件还含有景深信息（各处的距离），不予使用。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/media/notes.py"/>
        <source>The file also holds what HDR displays show brighter (gain map), which is left out.</source>
        <translation>文件还含有供 HDR 显示器使用的增益图，不予使用。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/media/notes.py"/>
        <source>The file also holds a film or a burst of pictures, which is left out.</source>
        <translation>文件还含有视频或连拍图片，不予使用。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/media/notes.py"/>
        <source>The picture has layers; what its program stored as their sum is used.</source>
        <translation>图片含有图层；使用其制作程序存储的合并结果。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/media/notes.py"/>
        <source>The picture is mirrored, as its camera noted.</source>
        <translation>按相机的记录，图片经过镜像。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/media/notes.py"/>
        <source>The picture is turned clockwise by {degrees}°, as its camera noted.</source>
        <translation>按相机的记录，图片顺时针旋转了 {degrees}°。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/media/notes.py"/>
        <source>The picture is mirrored and turned clockwise by {degrees}°, as its camera noted.</source>
        <translation>按相机的记录，图片经过镜像，并顺时针旋转了 {degrees}°。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/media/notes.py"/>
        <source>{count} sound channels are mixed down to two.</source>
        <translation>{count} 个声道缩混为两个。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/media/notes.py"/>
        <source>The file has {count} sound tracks; track {number} is heard.</source>
        <translation>文件有 {count} 条音轨；播放第 {number} 条。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/media/notes.py"/>
        <source>The file has {count} sound tracks; track {number} is marked as the one to play, and is heard.</source>
        <translation>文件有 {count} 条音轨；第 {number} 条被标记为要播放的音轨，因此播放它。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/media/notes.py"/>
        <source>Sound track {number} cannot be decoded; it is left out.</source>
        <translation>无法解码第 {number} 条音轨；它被略去。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/media/notes.py"/>
        <source>The sound cannot be decoded; the film is silent.</source>
        <translation>无法解码声音；影片没有声音。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/media/notes.py"/>
        <source>The sound&apos;s channels or its sample rate change midway; it is converted throughout.</source>
        <translation>声音的声道或采样率在中途改变；已统一转换。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/media/notes.py"/>
        <source>Sound is missing in {count} places; silence is heard there.</source>
        <translation>有 {count} 处缺少声音；这些位置为静音。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/media/notes.py"/>
        <source>The file does not say how long it is; its length was measured.</source>
        <translation>文件没有注明时长；时长是测得的。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/media/notes.py"/>
        <source>Judged by its header the sound lasts {declared:.3f} s; it was measured, and lasts {measured:.3f} s.</source>
        <translation>按文件头，声音长 {declared:.3f} 秒；经测量，实际长 {measured:.3f} 秒。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/media/notes.py"/>
        <source>The picture begins {seconds:.3f} s after the sound; until then its first frame is shown.</source>
        <translation>画面比声音晚开始 {seconds:.3f} 秒；在此之前显示第一帧。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/media/notes.py"/>
        <source>The sound begins {seconds:.3f} s after the picture; before it is silence.</source>
        <translation>声音比画面晚开始 {seconds:.3f} 秒；在此之前为静音。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/media/notes.py"/>
        <source>The sound ends {seconds:.3f} s after the picture; until then the last frame is shown.</source>
        <translation>声音比画面晚结束 {seconds:.3f} 秒；在此期间显示最后一帧。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/media/opening.py"/>
        <source>Cut the part that you need out of it with another program.</source>
        <translation>请用其他程序从中截取需要的部分。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/media/opening.py"/>
        <source>&apos;{name}&apos; is not a picture that can be read: its content is damaged or of an unknown kind.</source>
        <translation>“{name}”不是可读取的图片：其内容已损坏或类型未知。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/media/opening.py"/>
        <source>Open it in another program and save it as PNG or JPEG.</source>
        <translation>请在其他程序中打开它，并另存为 PNG 或 JPEG。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/media/opening.py"/>
        <source>&apos;{name}&apos; is not a video that can be read: its content is damaged, incomplete or of an unknown kind.</source>
        <translation>“{name}”不是可读取的视频：其内容已损坏、不完整或类型未知。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/media/opening.py"/>
        <source>Copy or export it again, best as an MP4 with H.264.</source>
        <translation>请重新复制或导出它，最好导出为 H.264 编码的 MP4。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/media/opening.py"/>
        <source>&apos;{name}&apos; is no film or sound that can be read: its content is damaged or of an unknown kind.</source>
        <translation>“{name}”不是可读取的影片或音频：其内容已损坏或类型未知。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/media/opening.py"/>
        <source>Copy or export it again, best as MP4, WAV or FLAC.</source>
        <translation>请重新复制或导出它，最好导出为 MP4、WAV 或 FLAC。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/media/opening.py"/>
        <source>&apos;{name}&apos; contains no sound.</source>
        <translation>“{name}”不含声音。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/media/opening.py"/>
        <source>Choose a file with sound.</source>
        <translation>请选择有声音的文件。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/media/opening.py"/>
        <source>&apos;{name}&apos; uses a sound codec that is unknown here.</source>
        <translation>“{name}”使用了此处未知的音频编码。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/media/opening.py"/>
        <source>Convert it to AAC or WAV.</source>
        <translation>请将它转换为 AAC 或 WAV。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/media/opening.py"/>
        <source>Convert it to 48,000 samples a second.</source>
        <translation>请将它转换为每秒 48,000 个采样。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/media/opening.py"/>
        <source>Mix it down to two channels.</source>
        <translation>请将它缩混为两个声道。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/media/opening.py"/>
        <source>&apos;{name}&apos; claims {width}x{height} pixels, but is far too small a file for that.</source>
        <translation>“{name}”声称有 {width}x{height} 像素，但文件远小于这样的尺寸所需。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/media/opening.py"/>
        <source>Make a smaller copy of it.</source>
        <translation>请制作一份较小的副本。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/media/opening.py"/>
        <source>&apos;{name}&apos; ({width}x{height} pixels)</source>
        <translation>“{name}”（{width}x{height} 像素）</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/media/opening.py"/>
        <source>&apos;{name}&apos; has no pixels ({width}x{height}).</source>
        <translation>“{name}”没有像素（{width}x{height}）。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/media/opening.py"/>
        <source>Choose another file.</source>
        <translation>请选择其他文件。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/media/opening.py"/>
        <source>&apos;{name}&apos; is {width}x{height} pixels, more than the {most} megapixels that can be read.</source>
        <translation>“{name}”为 {width}x{height} 像素，超过了可读取的 {most} 百万像素。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/media/opening.py"/>
        <source>&apos;{name}&apos; is {hours} hours long; at most {most} are possible.</source>
        <translation>“{name}”长 {hours} 小时；最多可为 {most} 小时。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/media/opening.py"/>
        <source>Export it with fewer tracks.</source>
        <translation>请导出较少的轨道。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/media/opening.py"/>
        <source>&apos;{name}&apos; uses a video codec that is unknown here.</source>
        <translation>“{name}”使用了此处未知的视频编码。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/media/opening.py"/>
        <source>Convert it to H.264.</source>
        <translation>请将它转换为 H.264。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/media/opening.py"/>
        <source>&apos;{name}&apos; is cut short: its end is missing.</source>
        <translation>“{name}”不完整：缺少结尾。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/media/opening.py"/>
        <source>&apos;{name}&apos; contains no video.</source>
        <translation>“{name}”不含视频。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/media/opening.py"/>
        <source>Choose a file with moving pictures.</source>
        <translation>请选择含有动态画面的文件。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/media/output.py"/>
        <source>&apos;{target}&apos; is the same file as the input &apos;{source}&apos;.</source>
        <translation>“{target}”与输入“{source}”是同一个文件。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/media/output.py"/>
        <source>Choose another name for the result.</source>
        <translation>请为结果选择其他名称。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/media/output.py"/>
        <source>There is no space left to write &apos;{target}&apos;.</source>
        <translation>没有剩余空间可写入“{target}”。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/media/output.py"/>
        <source>Free some space, or choose another disk.</source>
        <translation>请腾出空间，或选择其他磁盘。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/media/output.py"/>
        <source>&apos;{target}&apos; grows larger than this disk or account allows.</source>
        <translation>“{target}”超出了此磁盘或帐户允许的大小。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/media/output.py"/>
        <source>Choose another disk, or raise the limit.</source>
        <translation>请选择其他磁盘，或提高限额。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/media/output.py"/>
        <source>&apos;{target}&apos; may not be written.</source>
        <translation>没有写入“{target}”的权限。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/media/output.py"/>
        <source>Choose a folder that you may write to.</source>
        <translation>请选择您有写入权限的文件夹。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/media/output.py"/>
        <source>&apos;{parent}&apos; is not a folder.</source>
        <translation>“{parent}”不是文件夹。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/media/output.py"/>
        <source>Choose another folder.</source>
        <translation>请选择其他文件夹。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/media/output.py"/>
        <source>The name &apos;{name}&apos; is too long for this disk.</source>
        <translation>名称“{name}”对此磁盘来说太长。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/media/output.py"/>
        <source>Choose a shorter name.</source>
        <translation>请使用较短的名称。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/media/output.py"/>
        <source>&apos;{target}&apos; cannot be written: {reason}.</source>
        <translation>无法写入“{target}”：{reason}。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/media/output.py"/>
        <source>Choose another place, or check the disk.</source>
        <translation>请选择其他位置，或检查磁盘。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/media/output.py"/>
        <source>&apos;{path}&apos; is not a usable file name: {error}.</source>
        <translation>“{path}”不是可用的文件名：{error}。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/media/output.py"/>
        <source>Choose another name.</source>
        <translation>请选择其他名称。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/media/output.py"/>
        <source>&apos;{target}&apos; is a folder.</source>
        <translation>“{target}”是文件夹。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/media/output.py"/>
        <source>Add a file name to it.</source>
        <translation>请在其后加上文件名。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/media/output.py"/>
        <source>&apos;{target}&apos; exists already.</source>
        <translation>“{target}”已存在。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/media/output.py"/>
        <source>Choose another name, or allow overwriting.</source>
        <translation>请选择其他名称，或允许覆盖。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/media/recipes.py"/>
        <source>it is too long</source>
        <translation>内容过长</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/media/recipes.py"/>
        <source>it is not valid JSON</source>
        <translation>不是有效的 JSON</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/media/recipes.py"/>
        <source>&apos;{name}&apos; is damaged, so its recipe cannot be read.</source>
        <translation>“{name}”已损坏，因此无法读取其配方。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/media/recipes.py"/>
        <source>Copy it again.</source>
        <translation>请重新复制它。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/media/recipes.py"/>
        <source>it is not a recipe</source>
        <translation>它不是配方</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/media/recipes.py"/>
        <source>it is not a recipe of this application</source>
        <translation>它不是本程序的配方</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/media/recipes.py"/>
        <source>The recipe has format {version}, but this version of the application reads format {ours}.</source>
        <translation>配方的格式为 {version}，而此版本的程序读取格式 {ours}。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/media/recipes.py"/>
        <source>Update the application.</source>
        <translation>请更新程序。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/media/recipes.py"/>
        <source>it has missing or unknown entries</source>
        <translation>它缺少条目或含有未知条目</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/media/recipes.py"/>
        <source>an input file is described wrongly</source>
        <translation>输入文件的描述有误</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/media/recipes.py"/>
        <source>a number is not finite</source>
        <translation>某个数不是有限数</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/media/recipes.py"/>
        <source>a setting is neither a number, a text nor a list of them</source>
        <translation>某项设置既不是数字、文本，也不是它们的列表</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/media/recipes.py"/>
        <source>a text is missing</source>
        <translation>缺少文本</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/media/recipes.py"/>
        <source>a group of entries is missing</source>
        <translation>缺少一组条目</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/media/recipes.py"/>
        <source>a list is missing</source>
        <translation>缺少列表</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/media/recipes.py"/>
        <source>The recipe in the file cannot be read: {reason}.</source>
        <translation>无法读取文件中的配方：{reason}。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/media/recipes.py"/>
        <source>The picture or video itself can be used.</source>
        <translation>图片或视频本身可以使用。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/media/scratch.py"/>
        <source>temporary files</source>
        <translation>临时文件</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/media/sound_cache.py"/>
        <source>&apos;{name}&apos; has no sound track {number}.</source>
        <translation>“{name}”没有第 {number} 条音轨。</translation>
    </message>
    <message numerus="yes">
        <location filename="../../../lance_studio/media/sound_cache.py"/>
        <source>It has {n}; choose one from 1 to {n}.</source>
        <translation>
            <numerusform>它有 {n} 条；请选择 1 到 {n}。</numerusform>
        </translation>
    </message>
    <message>
        <location filename="../../../lance_studio/media/sound_cache.py"/>
        <source>The sound of &apos;{name}&apos; is damaged.</source>
        <translation>“{name}”的声音已损坏。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/media/sound_cache.py"/>
        <source>Copy or export the file again.</source>
        <translation>请重新复制或导出该文件。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/media/sources.py"/>
        <source>embedded media</source>
        <translation>内嵌的媒体</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/media/space.py"/>
        <source>{what} needs about {needed}, and {free} are free on the disk of &apos;{folder}&apos;.</source>
        <translation>{what}大约需要 {needed}，而“{folder}”所在的磁盘有 {free} 可用。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/media/space.py"/>
        <source>Free some space on that disk, then try again.</source>
        <translation>请在该磁盘上腾出空间，然后重试。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/media/strangers.py"/>
        <source>Open it in a program that knows such files, and save it as PNG or JPEG.</source>
        <translation>请在支持此类文件的程序中打开它，并另存为 PNG 或 JPEG。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/media/strangers.py"/>
        <source>Convert it to MP4, for example with VLC or HandBrake.</source>
        <translation>请转换为 MP4，例如使用 VLC 或 HandBrake。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/media/strangers.py"/>
        <source>Choose the picture, film or sound itself.</source>
        <translation>请选择图片、影片或音频本身。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/media/strangers.py"/>
        <source>an OpenEXR picture</source>
        <translation>一张 OpenEXR 图片</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/media/strangers.py"/>
        <source>Convert it to a PNG of 16 bits or a TIFF.</source>
        <translation>请将它转换为 16 位的 PNG 或 TIFF。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/media/strangers.py"/>
        <source>a Radiance HDR picture</source>
        <translation>一张 Radiance HDR 图片</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/media/strangers.py"/>
        <source>a JPEG XL picture</source>
        <translation>一张 JPEG XL 图片</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/media/strangers.py"/>
        <source>Convert it to PNG or JPEG, for example with djxl.</source>
        <translation>请将它转换为 PNG 或 JPEG，例如使用 djxl。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/media/strangers.py"/>
        <source>a JPEG XR picture</source>
        <translation>一张 JPEG XR 图片</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/media/strangers.py"/>
        <source>a large Photoshop document (PSB)</source>
        <translation>一个大型 Photoshop 文档（PSB）</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/media/strangers.py"/>
        <source>Save it as PNG, TIFF or PSD.</source>
        <translation>请将它另存为 PNG、TIFF 或 PSD。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/media/strangers.py"/>
        <source>a GIMP document (XCF)</source>
        <translation>一个 GIMP 文档（XCF）</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/media/strangers.py"/>
        <source>Export it as PNG from GIMP.</source>
        <translation>请从 GIMP 将它导出为 PNG。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/media/strangers.py"/>
        <source>a texture (DDS)</source>
        <translation>一个纹理文件（DDS）</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/media/strangers.py"/>
        <source>a texture (KTX)</source>
        <translation>一个纹理文件（KTX）</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/media/strangers.py"/>
        <source>an icon file (ICNS)</source>
        <translation>一个图标文件（ICNS）</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/media/strangers.py"/>
        <source>a DjVu document</source>
        <translation>一个 DjVu 文档</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/media/strangers.py"/>
        <source>a BPG picture</source>
        <translation>一张 BPG 图片</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/media/strangers.py"/>
        <source>a FLIF picture</source>
        <translation>一张 FLIF 图片</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/media/strangers.py"/>
        <source>an astronomical picture (FITS)</source>
        <translation>一张天文图片（FITS）</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/media/strangers.py"/>
        <source>a medical picture (DICOM)</source>
        <translation>一张医学图片（DICOM）</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/media/strangers.py"/>
        <source>a Windows drawing (WMF)</source>
        <translation>一个 Windows 图形文件（WMF）</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/media/strangers.py"/>
        <source>a Windows drawing (EMF)</source>
        <translation>一个 Windows 图形文件（EMF）</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/media/strangers.py"/>
        <source>a PDF document</source>
        <translation>一个 PDF 文档</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/media/strangers.py"/>
        <source>Save the page that you need as PNG.</source>
        <translation>请将需要的页面另存为 PNG。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/media/strangers.py"/>
        <source>a PostScript document</source>
        <translation>一个 PostScript 文档</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/media/strangers.py"/>
        <source>Convert it to PNG.</source>
        <translation>请将它转换为 PNG。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/media/strangers.py"/>
        <source>a PostScript document (EPS)</source>
        <translation>一个 PostScript 文档（EPS）</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/media/strangers.py"/>
        <source>a language model&apos;s weights (GGUF)</source>
        <translation>一个语言模型的权重（GGUF）</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/media/strangers.py"/>
        <source>a file of scientific data (HDF5)</source>
        <translation>一个科学数据文件（HDF5）</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/media/strangers.py"/>
        <source>a placeholder of Git LFS, not the file itself</source>
        <translation>一个 Git LFS 占位文件，而不是文件本身</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/media/strangers.py"/>
        <source>Fetch the file with `git lfs pull`, then choose it again.</source>
        <translation>请用 `git lfs pull` 获取该文件，然后重新选择。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/media/strangers.py"/>
        <source>a ZIP archive, or a document stored as one</source>
        <translation>一个 ZIP 压缩包，或以此格式存储的文档</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/media/strangers.py"/>
        <source>Unpack it, or export what you need from it.</source>
        <translation>请将它解压，或从中导出需要的内容。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/media/strangers.py"/>
        <source>an empty ZIP archive</source>
        <translation>一个空的 ZIP 压缩包</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/media/strangers.py"/>
        <source>a RAR archive</source>
        <translation>一个 RAR 压缩包</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/media/strangers.py"/>
        <source>Unpack it.</source>
        <translation>请将它解压。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/media/strangers.py"/>
        <source>a 7-Zip archive</source>
        <translation>一个 7-Zip 压缩包</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/media/strangers.py"/>
        <source>a file compressed by gzip</source>
        <translation>一个 gzip 压缩文件</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/media/strangers.py"/>
        <source>a file compressed by bzip2</source>
        <translation>一个 bzip2 压缩文件</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/media/strangers.py"/>
        <source>a file compressed by xz</source>
        <translation>一个 xz 压缩文件</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/media/strangers.py"/>
        <source>a file compressed by Zstandard</source>
        <translation>一个 Zstandard 压缩文件</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/media/strangers.py"/>
        <source>a TAR archive</source>
        <translation>一个 TAR 归档文件</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/media/strangers.py"/>
        <source>a database</source>
        <translation>一个数据库</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/media/strangers.py"/>
        <source>If it is a project of the studio, open it as one.</source>
        <translation>如果它是本程序的项目，请将其作为项目打开。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/media/strangers.py"/>
        <source>a program</source>
        <translation>一个程序</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/media/strangers.py"/>
        <source>a program for Windows</source>
        <translation>一个 Windows 程序</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/media/strangers.py"/>
        <source>a MIDI file, which holds notes and no sound</source>
        <translation>一个 MIDI 文件，只含音符而没有声音</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/media/strangers.py"/>
        <source>Have a synthesizer play it into a WAV file.</source>
        <translation>请用合成器将它演奏并保存为 WAV 文件。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/media/strangers.py"/>
        <source>a RealAudio sound</source>
        <translation>一个 RealAudio 音频</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/media/strangers.py"/>
        <source>Convert it to WAV or FLAC, for example with VLC.</source>
        <translation>请转换为 WAV 或 FLAC，例如使用 VLC。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/media/strangers.py"/>
        <source>a recording of Windows Media Center (WTV)</source>
        <translation>一个 Windows Media Center 录像（WTV）</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/media/strangers.py"/>
        <source>a film of a broadcast server (GXF)</source>
        <translation>一个广播服务器视频（GXF）</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/media/strangers.py"/>
        <source>a film of a game (Bink)</source>
        <translation>一个游戏视频（Bink）</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/media/strangers.py"/>
        <source>a film of a game (Smacker)</source>
        <translation>一个游戏视频（Smacker）</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/media/strangers.py"/>
        <source>a Flash animation (SWF)</source>
        <translation>一个 Flash 动画（SWF）</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/media/strangers.py"/>
        <source>a Blender scene</source>
        <translation>一个 Blender 场景</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/media/strangers.py"/>
        <source>Render it in Blender.</source>
        <translation>请在 Blender 中渲染它。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/media/strangers.py"/>
        <source>a text document (RTF)</source>
        <translation>一个文本文档（RTF）</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/media/strangers.py"/>
        <source>an Office document</source>
        <translation>一个 Office 文档</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/media/strangers.py"/>
        <source>Save the picture in it as PNG.</source>
        <translation>请将其中的图片另存为 PNG。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/media/strangers.py"/>
        <source>a font</source>
        <translation>一个字体</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/media/strangers.py"/>
        <source>a web page, perhaps an error message of the site</source>
        <translation>一个网页，可能是网站的错误信息</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/media/strangers.py"/>
        <source>Download the file itself again.</source>
        <translation>请重新下载该文件本身。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/media/strangers.py"/>
        <source>a playlist</source>
        <translation>一个播放列表</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/media/strangers.py"/>
        <source>Choose one of the files that it names.</source>
        <translation>请选择其中列出的文件。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/media/strangers.py"/>
        <source>an XML document</source>
        <translation>一个 XML 文档</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/media/strangers.py"/>
        <source>a text of data (JSON)</source>
        <translation>一个数据文本（JSON）</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/media/strangers.py"/>
        <source>a Photoshop document whose layers were never added up</source>
        <translation>一个从未合并图层的 Photoshop 文档</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/media/strangers.py"/>
        <source>Save it again with &apos;Maximize compatibility&apos;, or as PNG or TIFF.</source>
        <translation>请启用“最大兼容”重新保存，或另存为 PNG 或 TIFF。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/media/strangers.py"/>
        <source>Export it as PNG in the size that you need, for example with Inkscape.</source>
        <translation>请以需要的尺寸将它导出为 PNG，例如使用 Inkscape。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/media/strangers.py"/>
        <source>Save it as JPEG or PNG, or let the phone take pictures as &apos;most compatible&apos;.</source>
        <translation>请将它另存为 JPEG 或 PNG，或将手机的拍摄格式设为“兼容性最佳”。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/media/strangers.py"/>
        <source>Develop it with the camera&apos;s program, darktable or RawTherapee, and save it as TIFF, PNG or JPEG; most cameras can also store a JPEG beside the raw file.</source>
        <translation>请用相机附带的程序、darktable 或 RawTherapee 显影，并另存为 TIFF、PNG 或 JPEG；多数相机也可以在 RAW 文件之外同时保存 JPEG。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/media/strangers.py"/>
        <source>&apos;{name}&apos; is {what}; the studio cannot use it.</source>
        <translation>“{name}”是{what}；本程序无法使用它。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/media/strangers.py"/>
        <source>It holds a JPEG that the camera made of it, which can be used by choice (`--camera-jpeg`).</source>
        <translation>其中有相机生成的 JPEG，可选择使用（`--camera-jpeg`）。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/media/strangers.py"/>
        <source>a camera raw file ({kind}), which is not developed yet</source>
        <translation>一个尚未显影的相机 RAW 文件（{kind}）</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/media/strangers.py"/>
        <source>a raw stream of JPEG pictures (MJPEG)</source>
        <translation>一个 JPEG 图片裸流（MJPEG）</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/media/strangers.py"/>
        <source>an SVG drawing</source>
        <translation>一个 SVG 图形</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/media/strangers.py"/>
        <source>a model&apos;s weights (safetensors)</source>
        <translation>一个模型的权重（safetensors）</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/media/strangers.py"/>
        <source>a text</source>
        <translation>一个文本</translation>
    </message>
</context>
</TS>
