"""What other libraries have and this service has not: each name with the way round."""

from __future__ import annotations

_SHAPES = "the shapes say so already: leave it out"
_SAFE = "it changes no number: leave it out"
_TRAINING = "it is a part of training, not of a convolution: leave it out"
_CHECK = "it is what is computed: leave it out, and compare it with the answer"
_QUANTISED = (
    "quantised convolutions are not offered: send the numbers that the integers stand for, "
    "scale * (q - zero_point)"
)
_BATCH_NORM = (
    "batch normalisation is not offered: fold it into weight and bias, or send the gradient before "
    "it as grad_output"
)
_DEFORMABLE = "deformable convolutions are not offered: their samples stand at no fixed taps"
_INPUT_DILATION = (
    'a dilated input makes it a transposed convolution: "operation": "conv_transpose2d", with this '
    "number as stride"
)
_SIZES = "give output_padding instead: the output's size follows from it"
_ONE_SIDE = "give padding as [[top, bottom], [left, right]]"
_PAIR = "give {} as [vertical, horizontal]"
_COMPLEX = (
    "complex numbers are not offered: a convolution of complex numbers is four of real ones, of "
    "the real and the imaginary parts"
)
_DEPTHWISE = "a depthwise kernel is a weight with one channel in, and groups = C_in"
_SEPARABLE = "a separable convolution is two requests: depthwise, then a 1x1 kernel"
_OTHER_VALUES = "only zeros are put around an input: pad it with other values first"
_DEPTH = "a 3-D convolution is not offered: sum 2-D ones over the taps in depth"
_TERMS = "it is a field of /terms: post the request there, or leave it out"
_PARAMETERS = "give stride and padding as fields of their own"

# The names, by what is to be said of them; capitals do not matter.
_GROUPS = {
    _SHAPES: "kernel_size kernel_shape ksize in_channels out_channels num_filter num_filters "
    "num_output input_shape weight_shape filter_shape input_sizes filter_sizes kernel_h kernel_w "
    "batch_size input_size output_channels input_channels filter_size",
    _SAFE: "device cudnn_enabled benchmark deterministic allow_tf32 use_cudnn_on_gpu workspace "
    "cudnn_tune cudnn_off output_mask requires_grad trainable no_bias use_bias bias_term "
    "transpose_kernel ctx cache retain_graph",
    _TRAINING: "lr learning_rate momentum weight_decay optimizer loss labels target reg "
    "kernel_initializer bias_initializer kernel_regularizer bias_regularizer "
    "activity_regularizer kernel_constraint bias_constraint",
    _CHECK: "output out grad_input grad_weight grad_bias dx dw db da_prev y z expected result "
    "candidate",
    _QUANTISED: "scale zero_point x_scale x_zero_point w_scale w_zero_point y_scale y_zero_point "
    "qscheme quantization quantized",
    _BATCH_NORM: "batch_norm gamma beta running_mean running_var eps epsilon",
    _DEFORMABLE: "offset offsets mask deformable_groups modulation",
    _INPUT_DILATION: "lhs_dilation input_dilation base_dilation",
    _SIZES: "output_size output_shape",
    _ONE_SIDE: "pad_top pad_bottom pad_left pad_right padding_top",
    _PAIR.format("padding"): "pad_h pad_w padding_h padding_w",
    _PAIR.format("stride"): "stride_h stride_w stride_x stride_y",
    _PAIR.format("dilation"): "dilation_h dilation_w",
    _COMPLEX: "complex imag imaginary real",
    _DEPTHWISE: "depthwise_kernel depthwise_filter",
    _SEPARABLE: "pointwise_kernel pointwise_filter",
    _OTHER_VALUES: "padding_value constant_values cval fillvalue",
    _DEPTH: "depth d_padding kernel_d stride_d",
    _TERMS: "tensor index zeros",
}

NOT_OFFERED = {name: text for text, names in _GROUPS.items() for name in names.split()} | {
    "conv_param": f'{_PARAMETERS}; or say "convention": "cs231n"',
    "hparameters": f'{_PARAMETERS}; or say "convention": "deeplearning.ai"',
    "auto_pad": 'here it is padding, "same" or "same_lower"; or say "convention": "onnx"',
    "batch_group_count": "groups of the batch are not offered: send each group as a request",
    "depth_multiplier": "it is C_out / C_in of a weight with groups = C_in: leave it out",
    "activation": "send as grad_output the gradient before the activation",
    "alpha": "a scale of the output is not offered: scale weight and bias, or grad_output",
    "reduction": "sums are computed, no means: for a mean, divide grad_output by its count first",
}

# Of these, the sentences that are said of a whole kind of convolution.
COMPUTED_NOWHERE = {_QUANTISED, _BATCH_NORM, _DEFORMABLE, _COMPLEX, _SEPARABLE, _DEPTH}
