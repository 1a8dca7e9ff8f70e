"""Examples for paper and pencil: small integers, so that every number can be checked by hand."""

from __future__ import annotations

from gradgrid.app.presets.preset import Preset, written

SMALL = (
    Preset(
        id="article-multi-channel",
        title={
            "en": "Article: three channels in, two out",
            "zh-CN": "文章示例：三通道输入，两通道输出",
        },
        summary={
            "en": "A 3x3 input with three channels, two 2x2 kernels, stride 1: "
            "the example in which every gradient is written out.",
            "zh-CN": "三通道的 3x3 输入，两个 2x2 卷积核，步长 1：文章里写出全部梯度的例子。",
        },
        numbers=written(
            images=[
                [
                    [[1, 2, -1], [3, -2, 1], [2, 1, 4]],
                    [[-1, 3, 2], [1, 2, -3], [4, -1, 1]],
                    [[2, -3, 1], [-1, 1, 3], [1, 2, -2]],
                ]
            ],
            kernels=[
                [[[1, 0], [2, -1]], [[2, -1], [1, 3]], [[-2, 1], [1, 2]]],
                [[[-1, 3], [2, 1]], [[1, 2], [-3, 1]], [[3, -1], [2, -2]]],
            ],
            bias=[1, -2],
            grad_output=[[[[2, -1], [3, 1]], [[1, 4], [-2, 2]]]],
        ),
    ),
    Preset(
        id="article-single-channel",
        title={"en": "Article: one channel", "zh-CN": "文章示例：单通道"},
        summary={
            "en": "A 3x3 input and one 2x2 kernel, stride 1: the smallest convolution "
            "whose windows overlap.",
            "zh-CN": "一个 3x3 输入和一个 2x2 卷积核，步长 1：窗口有重叠的最小例子。",
        },
        numbers=written(
            images=[[[[1, 2, -1], [3, -2, 1], [2, 1, 4]]]],
            kernels=[[[[1, -1], [2, 3]]]],
            bias=[1],
            grad_output=[[[[2, -1], [3, 1]]]],
        ),
    ),
    Preset(
        id="stride-2-leftover",
        title={"en": "Stride 2: a row is left over", "zh-CN": "步长 2：余下一行"},
        summary={
            "en": "A 5x4 input with two channels, 2x2 kernels, stride 2: the last row is left "
            "over, and its gradient is zero.",
            "zh-CN": "两通道的 5x4 输入，2x2 卷积核，步长 2：最后一行没有窗口覆盖，梯度为零。",
        },
        numbers=written(
            images=[
                [
                    [[1, -2, 3, 1], [2, 1, -1, 4], [-3, 2, 1, 2], [1, 3, -2, 1], [4, -1, 2, 3]],
                    [[2, 1, -1, 3], [-2, 4, 1, 1], [1, -1, 2, -3], [3, 2, 1, -1], [-1, 1, 4, 2]],
                ]
            ],
            kernels=[
                [[[1, 2], [-1, 3]], [[2, -1], [1, 1]]],
                [[[-2, 1], [3, 1]], [[1, 3], [-1, 2]]],
            ],
            bias=[2, -1],
            grad_output=[[[[1, -1], [2, 3]], [[3, 2], [-2, 1]]]],
        ),
        stride=2,
    ),
    Preset(
        id="same-padding",
        title={"en": "Same padding", "zh-CN": "same 填充"},
        summary={
            "en": "A 4x4 input, a 3x3 kernel, one zero on every side: the output is as large as "
            "the input.",
            "zh-CN": "4x4 输入，3x3 卷积核，四周补一圈零：输出与输入尺寸相同。",
        },
        numbers=written(
            images=[[[[2, -1, 1, 3], [1, 4, -2, 1], [-3, 2, 1, -1], [1, -1, 3, 2]]]],
            kernels=[[[[1, -1, 2], [2, 3, -1], [-2, 1, 1]]]],
            bias=[1],
            grad_output=[[[[1, -1, 2, 1], [2, 1, -2, 3], [-1, 3, 1, -1], [1, 2, -1, 2]]]],
        ),
        padding="same",
    ),
    Preset(
        id="asymmetric-padding",
        title={"en": "Padding on two sides only", "zh-CN": "只填充两边"},
        summary={
            "en": "A 3x3 input with one row of zeros above and two columns at the right: each side "
            "of the backward padding follows from its own.",
            "zh-CN": "3x3 输入，上面补一行零，右边补两列零：反向传播时，每一边的补零各不相同。",
        },
        numbers=written(
            images=[[[[1, 3, -2], [2, -1, 4], [-3, 1, 2]]]],
            kernels=[[[[1, 2], [-1, 3]]], [[[2, -1], [1, -2]]]],
            bias=[1, -1],
            grad_output=[
                [
                    [[1, -1, 2, 3], [2, 1, -2, 1], [-1, 3, 1, 2]],
                    [[2, 1, -1, 1], [-2, 3, 1, -1], [1, 2, -3, 1]],
                ]
            ],
        ),
        padding=((1, 0), (0, 2)),
    ),
    Preset(
        id="dilated",
        title={"en": "Dilation 2: a kernel with gaps", "zh-CN": "膨胀率 2：有间隔的卷积核"},
        summary={
            "en": "A 5x5 input, two 2x2 kernels whose taps lie two cells apart: forward and "
            "backward, the kernel keeps its gaps.",
            "zh-CN": "5x5 输入，两个 2x2 卷积核，"
            "核内相邻元素相距两格：前向和反向，卷积核都保留间隔。",
        },
        numbers=written(
            images=[
                [
                    [
                        [1, 2, -1, 3, 1],
                        [-2, 1, 4, -1, 2],
                        [3, -1, 2, 1, -3],
                        [1, 2, -2, 4, 1],
                        [-1, 3, 1, -2, 2],
                    ]
                ]
            ],
            kernels=[[[[1, -1], [2, 3]]], [[[-2, 1], [1, 2]]]],
            bias=[1, 2],
            grad_output=[
                [
                    [[1, 2, -1], [3, -2, 1], [-1, 1, 2]],
                    [[2, -1, 1], [-1, 3, 2], [1, -2, 1]],
                ]
            ],
        ),
        dilation=2,
    ),
    Preset(
        id="grouped",
        title={"en": "Two groups", "zh-CN": "分成两组"},
        summary={
            "en": "Four channels in, four out, in two groups: each half of the output reads one "
            "half of the input.",
            "zh-CN": "四通道输入，四通道输出，分成两组：输出的每一半只用到输入的一半。",
        },
        numbers=written(
            images=[
                [
                    [[1, 2, -1], [3, -2, 1], [2, 1, 4]],
                    [[-1, 3, 2], [1, 2, -3], [4, -1, 1]],
                    [[2, -3, 1], [-1, 1, 3], [1, 2, -2]],
                    [[3, 1, -2], [2, -1, 1], [-3, 4, 2]],
                ]
            ],
            kernels=[
                [[[1, 2], [-1, 3]], [[2, -1], [1, 1]]],
                [[[-2, 1], [3, 1]], [[1, 3], [-1, 2]]],
                [[[3, -1], [2, -2]], [[1, -3], [2, 1]]],
                [[[-1, 2], [1, -2]], [[2, 1], [3, -1]]],
            ],
            bias=[1, -1, 2, 3],
            grad_output=[
                [
                    [[2, -1], [3, 1]],
                    [[1, 4], [-2, 2]],
                    [[-1, 2], [1, 3]],
                    [[3, -2], [2, 1]],
                ]
            ],
        ),
        groups=2,
    ),
    Preset(
        id="depthwise",
        title={"en": "Depthwise: each channel alone", "zh-CN": "逐通道卷积：每个通道一组"},
        summary={
            "en": "Three channels, three kernels, as many groups: no sum over channels, neither "
            "forward nor backward. There is no bias.",
            "zh-CN": "三个通道、三个卷积核、三个组：前向和反向都不跨通道求和。没有偏置。",
        },
        numbers=written(
            images=[
                [
                    [[1, 2, -1], [3, -2, 1], [2, 1, 4]],
                    [[-1, 3, 2], [1, 2, -3], [4, -1, 1]],
                    [[2, -3, 1], [-1, 1, 3], [1, 2, -2]],
                ]
            ],
            kernels=[[[[1, -1], [2, 3]]], [[[2, 1], [-3, 1]]], [[[-1, 2], [1, -2]]]],
            bias=None,
            grad_output=[[[[2, -1], [3, 1]], [[1, 4], [-2, 2]], [[-1, 2], [1, 3]]]],
        ),
        groups=3,
    ),
    Preset(
        id="one-by-one",
        title={"en": "1×1 kernel: channels only", "zh-CN": "1×1 卷积：只混合通道"},
        summary={
            "en": "Three channels in, two out, a kernel of one cell: im2col repeats nothing, and "
            "there is nothing to rotate.",
            "zh-CN": "三通道输入，两通道输出，卷积核只有一个元素：im2col 没有重复，也不用旋转。",
        },
        numbers=written(
            images=[
                [
                    [[1, 2, -1], [3, -2, 1], [2, 1, 4]],
                    [[-1, 3, 2], [1, 2, -3], [4, -1, 1]],
                    [[2, -3, 1], [-1, 1, 3], [1, 2, -2]],
                ]
            ],
            kernels=[[[[2]], [[-1]], [[3]]], [[[1]], [[4]], [[-2]]]],
            bias=[1, -2],
            grad_output=[
                [
                    [[2, -1, 3], [1, 1, -2], [4, 2, -1]],
                    [[1, 3, -1], [-2, 2, 1], [1, -3, 2]],
                ]
            ],
        ),
    ),
    Preset(
        id="rectangular",
        title={"en": "Rectangular: 4×6 and 2×3", "zh-CN": "长方形：4×6 和 2×3"},
        summary={
            "en": "A 4x6 input, a 2x3 kernel, stride 1 down and 2 across: nothing is square, and "
            "one column is left over.",
            "zh-CN": "4x6 输入，2x3 卷积核，纵向步长 1、横向步长 2：都不是正方形，还余下一列。",
        },
        numbers=written(
            images=[
                [
                    [
                        [1, 2, -1, 3, 1, -2],
                        [3, -2, 1, 2, -1, 4],
                        [2, 1, 4, -3, 2, 1],
                        [-1, 3, 2, 1, -2, 3],
                    ],
                    [
                        [2, -3, 1, 1, 3, -1],
                        [-1, 1, 3, 2, -2, 1],
                        [1, 2, -2, 4, 1, 3],
                        [3, -1, 1, -2, 2, 1],
                    ],
                ]
            ],
            kernels=[[[[1, -1, 2], [3, 1, -2]], [[2, 1, -1], [-3, 2, 1]]]],
            bias=[2],
            grad_output=[[[[1, -2], [3, 1], [-1, 2]]]],
        ),
        stride=(1, 2),
    ),
    Preset(
        id="batch-2",
        title={"en": "A batch of two images", "zh-CN": "一批两张图像"},
        summary={
            "en": "Two 3x3 images and two kernels: the gradients of the weight and of the bias are "
            "sums over both images.",
            "zh-CN": "两张 3x3 的图像，两个卷积核：权重和偏置的梯度要对两张图像求和。",
        },
        numbers=written(
            images=[[[[1, 2, -1], [3, -2, 1], [2, 1, 4]]], [[[-1, 3, 2], [1, 2, -3], [4, -1, 1]]]],
            kernels=[[[[1, -1], [2, 3]]], [[[-2, 1], [1, 2]]]],
            bias=[1, -2],
            grad_output=[
                [[[2, -1], [3, 1]], [[1, 4], [-2, 2]]],
                [[[-1, 2], [1, 3]], [[3, -2], [2, 4]]],
            ],
        ),
    ),
    Preset(
        id="edge-filter",
        title={"en": "Edge filter on a small image", "zh-CN": "小图像上的边缘滤波"},
        summary={
            "en": "An 8x8 patch of grey values with a bright corner, and two 3x3 kernels: one "
            "detects vertical edges, the other horizontal ones.",
            "zh-CN": "8x8 的灰度图像，一角较亮；两个 3x3 卷积核分别检测竖直边缘和水平边缘。",
        },
        numbers=written(
            images=[
                [
                    [
                        [1, 1, 1, 1, 1, 1, 1, 1],
                        [1, 1, 1, 1, 1, 2, 1, 1],
                        [1, 1, 2, 1, 1, 1, 1, 1],
                        [1, 1, 1, 8, 8, 8, 9, 8],
                        [1, 2, 1, 8, 9, 8, 8, 8],
                        [1, 1, 1, 8, 8, 9, 8, 9],
                        [1, 1, 1, 9, 8, 8, 8, 8],
                        [2, 1, 1, 8, 8, 8, 9, 8],
                    ]
                ]
            ],
            kernels=[
                [[[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]]],
                [[[-1, -2, -1], [0, 0, 0], [1, 2, 1]]],
            ],
            bias=[0, 0],
            grad_output=[
                [
                    [[1, 1, 1, 1, 1, 1]] * 6,
                    [[1, -1, 1, -1, 1, -1], [-1, 1, -1, 1, -1, 1]] * 3,
                ]
            ],
        ),
    ),
)
